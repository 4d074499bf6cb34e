"""What a person keeps to themselves about another: these are preferences, never visibility."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from microblog.lib.ids import SnowflakeField


class PersonMute(models.Model):
    """A person wants nothing of another in their feeds; whoever is muted never learns of it.

    A block is a mute of everything and without an end, that also unties who follows whom.
    """

    id = SnowflakeField()
    muter = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    muted = models.ForeignKey(User, models.CASCADE, related_name="+")
    is_block = models.BooleanField(default=False)
    # Whether it also holds for notifications.
    notifications = models.BooleanField(default=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["muter", "muted", "is_block"], name="person_muted_once"
            ),
            models.CheckConstraint(
                condition=~Q(muter=models.F("muted")), name="nobody_mutes_oneself"
            ),
            models.CheckConstraint(
                condition=Q(is_block=False) | Q(notifications=True, until=None),
                name="blocks_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.muter_id} {'blocks' if self.is_block else 'mutes'} {self.muted_id}"


def current(now: datetime) -> Q:
    """The mutes that have not ended."""
    return Q(until=None) | Q(until__gt=now)


class PersonNote(models.Model):
    """A line about a colleague that only its writer reads."""

    id = SnowflakeField()
    writer = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey(User, models.CASCADE, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["writer", "about"], name="person_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.writer_id} about {self.about_id}"
