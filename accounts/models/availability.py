"""Whether a person is reachable now, said by themselves and always with an end."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

TEXT_LIMIT = 80


class Kind(models.TextChoices):
    AVAILABLE = "available", _("Available")
    MEETING = "meeting", _("In a meeting")
    REMOTE = "remote", _("Working remotely")
    FOCUS = "focus", _("Focus")
    TRAVELLING = "travelling", _("Travelling")
    BUSY = "busy", _("Do not disturb")
    AWAY = "away", _("Away")


class Availability(models.Model):
    """The current word of one person. No history: it would be a record of working rhythms."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="declared_availability"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=TEXT_LIMIT, blank=True)
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "availabilities"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.AVAILABLE), name="available_is_the_absence_of_a_row"
            )
        ]
        indexes = [models.Index(fields=["kind", "until"], name="availability_kind_until")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"

    def is_current(self, now: datetime) -> bool:
        """Whether it has not ended yet: what ended reads as available, without anybody's doing."""
        return self.until > now
