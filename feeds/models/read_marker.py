"""How far a person has read each feed, the same on every device."""

from django.db import models

from accounts.models import User


class ReadMarker(models.Model):
    """`feed` is "home", "company", "notifications", "group:<id>" or "tag:<id>"."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    feed = models.CharField(max_length=40)
    last_read_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    # Grows with every move, so that of two devices that move it at once one hears of the other.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "feed"], name="one_marker_a_feed")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.feed}"
