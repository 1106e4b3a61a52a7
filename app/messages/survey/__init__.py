"""Two weeks after a message: did an answer come, and what did it say?"""
