"""Atelier Nord: a made-up company with months of talk, so that a first visit finds a living place."""
