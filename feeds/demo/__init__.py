"""Atelier Nord: a made-up company with months of talk, for a first visit and for tests."""
