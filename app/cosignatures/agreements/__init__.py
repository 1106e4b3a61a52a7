"""A letter changed after it was signed: each signatory is asked, and silence is no agreement."""
