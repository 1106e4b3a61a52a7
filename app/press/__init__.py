"""The press kit of a campaign: its figures in words, pictures, posters, codes, and a communiqué ready to send."""
