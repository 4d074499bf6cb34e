"""After commit: tell the readers who are connected."""
