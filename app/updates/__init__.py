"""News and activities of a campaign: on its pages, in calendars and feeds, and mailed to those who asked for them."""
