"""An organization signs the letter of a campaign: submitted, confirmed by e-mail, validated by its chapter."""
