"""From ids to the bytes of answers: each post and each person once, the reader put in last."""
