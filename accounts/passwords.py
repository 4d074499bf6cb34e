"""What a password may be, besides what Django asks of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 256


class MaximumLengthValidator:
    """A password is a sentence at most: hashing a book would cost everybody else."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(_("Use at most %(count)d characters.") % {"count": LONGEST})

    def get_help_text(self) -> str:
        return _("At most %(count)d characters.") % {"count": LONGEST}
