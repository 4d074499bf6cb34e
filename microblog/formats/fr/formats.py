"""French: « 10 h 32 », with spaces that do not break."""

DATE_FORMAT = "j\u00a0F Y"
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = "j\u00a0F Y à G\u00a0\\h\u00a0i"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y à G\u00a0\\h\u00a0i"
FIRST_DAY_OF_WEEK = 1
THOUSAND_SEPARATOR = "\u202f"
