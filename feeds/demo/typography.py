"""Spaces and dates as French and English readers expect them in print."""

import re
from datetime import date

NBSP = "\u00a0"
THIN = "\u202f"

_CODE = re.compile(r"(`[^`]*`|https?://\S+)")
_BEFORE_HIGH = re.compile(r" (?=[;!?])")
_BEFORE_COLON = re.compile(r" (?=[:»])|(?<=«) ")
_UNIT = re.compile(
    r"(?<=\d) (?=[%€]|(?:k€|h|min|ms|s|px|ko|Mo|kilos?|degrés|bars?|jours?|heures?|minutes?)\b"
    r"|\d{3}\b)"
)
_TITLE = re.compile(r"\b(M\.|Mme|Mlle|nº) (?=\S)")

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}


def typeset(text: str, language: str) -> str:
    """`text` with the spaces that do not break where its language has them. Code is left alone."""
    if language != "fr":
        return text
    return "".join(
        piece if number % 2 else _french(piece) for number, piece in enumerate(_CODE.split(text))
    )


def day_name(day: date, language: str) -> str:
    """The day of the week, as within a sentence."""
    return _DAYS[language].split()[day.weekday()]


def month_name(day: date, language: str) -> str:
    """The month, as within a sentence."""
    return _MONTHS[language].split()[day.month - 1]


def long_date(day: date, language: str) -> str:
    """Day and month: "1er décembre", "1 December"."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number}{NBSP if language == 'fr' else ' '}{month_name(day, language)}"


def _french(text: str) -> str:
    text = _BEFORE_COLON.sub(NBSP, text)
    text = _BEFORE_HIGH.sub(THIN, text)
    text = _TITLE.sub(rf"\1{NBSP}", text)
    return _UNIT.sub(NBSP, text)
