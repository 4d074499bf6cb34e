"""What allauth tells us of: addresses proved by mail."""
