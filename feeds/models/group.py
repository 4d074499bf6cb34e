"""A place for some people, and how they belong to it."""

import zlib
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ledger.canonical import new_salt
from microblog.lib.ids import SnowflakeField, encode
from microblog.lib.visibility import Guarded, GuardedQuerySet


class GroupVisibility(models.TextChoices):
    OPEN = "open", _("Open")
    PRIVATE = "private", _("Private")
    SECRET = "secret", _("Secret")


class Posting(models.TextChoices):
    MEMBERS = "members", _("Members post")
    OWNERS = "owners", _("Announcements only: owners post")


class GroupQuerySet(GuardedQuerySet["Group"]):
    def with_member(self, user: User) -> Self:
        return self.filter(pk__in=Membership.objects.filter(user=user).values("group"))


class Group(Guarded):
    """Open: everyone reads. Private: everyone knows of it, members read. Secret: members only."""

    id = SnowflakeField()
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=120)
    visibility = models.CharField(max_length=8, choices=GroupVisibility)
    posting = models.CharField(max_length=8, choices=Posting, default=Posting.MEMBERS)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    salt = models.BinaryField(max_length=32, default=new_salt, editable=False)
    # Grows with anything that a rendered post shows of its group.
    revision = models.PositiveIntegerField(default=0)

    objects = GroupQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["visibility"], name="group_visibility")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.slug])

    @property
    def key(self) -> str:
        return encode(self.pk)

    @property
    def color(self) -> int:
        """One of the fixed colours; a renamed group changes it."""
        return zlib.crc32(self.name.encode()) % 12

    @property
    def initials(self) -> str:
        """Two letters that stand for the group where there is no room for its name."""
        words = [word for word in self.name.split() if word[0].isalnum()] or ["?"]
        if len(words) == 1:
            return words[0][:2].capitalize()
        return (words[0][0] + words[-1][0]).upper()

    @property
    def is_open(self) -> bool:
        return self.visibility == GroupVisibility.OPEN

    @property
    def is_secret(self) -> bool:
        return self.visibility == GroupVisibility.SECRET

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class MemberRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    MEMBER = "member", _("Member")


class Membership(models.Model):
    """A person in a group. Belonging is following: the group's posts are in the person's feed."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", db_index=False)
    role = models.CharField(max_length=8, choices=MemberRole, default=MemberRole.MEMBER)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"

    @property
    def is_owner(self) -> bool:
        return self.role == MemberRole.OWNER


class JoinRequest(models.Model):
    """A wish to enter a private group, until an owner answers."""

    id = SnowflakeField()
    group = models.ForeignKey(Group, models.CASCADE, related_name="join_requests", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="one_request")]

    def __str__(self) -> str:
        return encode(self.pk)

    @property
    def key(self) -> str:
        return encode(self.pk)


class GroupInvitation(models.Model):
    """A member's offer to a colleague to come in, until it is answered."""

    id = SnowflakeField()
    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="one_group_invitation"),
            models.CheckConstraint(
                condition=~Q(user=models.F("invited_by")), name="not_invited_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return encode(self.pk)

    @property
    def key(self) -> str:
        return encode(self.pk)
