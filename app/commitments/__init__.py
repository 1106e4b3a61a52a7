"""What each official answered to a campaign."""
