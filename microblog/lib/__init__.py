"""The floor: single-purpose modules that know nothing of the product's nouns."""
