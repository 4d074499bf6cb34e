"""Dates and times of tables, as Django's `date` filter writes them: a folder a language."""
