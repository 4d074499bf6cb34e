"""How large a file is, in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MEGABYTE = 1_000_000


def size_in_words(size: int) -> str:
    """Kilobytes or megabytes of ten's powers, to one decimal: as scripts write them too."""
    if size < MEGABYTE:
        return _("%(number)s kB") % {"number": _rounded(size / 1000)}
    return _("%(number)s MB") % {"number": _rounded(size / MEGABYTE)}


def _rounded(number: float) -> str:
    rounded = round(number, 1)
    return number_format(rounded, 0 if rounded == int(rounded) else 1, force_grouping=True)
