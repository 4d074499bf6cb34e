"""Presentation that every app's templates share."""
