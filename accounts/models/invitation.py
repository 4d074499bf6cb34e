"""A link that lets people in who could not sign up by themselves."""

from datetime import datetime

from django.db import models

from accounts.models.user import Role, User
from microblog.lib.ids import SnowflakeField, encode


class Invitation(models.Model):
    """Known by the hash of its token, so that a copy of the database cannot be used to enter."""

    id = SnowflakeField()
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # When set, only this address may use it, and using it proves the address.
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    note = models.CharField(max_length=200, blank=True)
    quota = models.PositiveSmallIntegerField(default=1)
    used = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("quota")), name="invitation_quota_kept"
            )
        ]

    def __str__(self) -> str:
        return encode(self.pk)

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.revoked_at is None and self.expires_at > now and self.used < self.quota

    @property
    def key(self) -> str:
        return encode(self.pk)
