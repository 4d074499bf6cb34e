"""A person of the organization."""

import zlib
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledger.canonical import new_salt
from microblog.lib.folding import fold
from microblog.lib.ids import SnowflakeField, encode
from microblog.lib.visibility import Guarded, GuardedQuerySet

COLORS = 12
# Folding may make a name longer, at most 18 times: what is beyond sorts nothing.
SORT_NAME = 160


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    GUEST = "guest", _("Guest")
    MODERATOR = "moderator", _("Moderator")
    COMPLIANCE = "compliance", _("Compliance officer")
    ANALYST = "analyst", _("Analyst")
    ADMIN = "admin", _("Administrator")


class Theme(models.TextChoices):
    SYSTEM = "system", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserQuerySet(GuardedQuerySet["User"]):
    def in_order(self) -> Self:
        """As a directory lists people: by name, accents and case folded."""
        return self.order_by("sort_name", "id")


class SignInManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in names are compared without case."""
        return self.get(email=(username or "").lower())


UserManager = SignInManager.from_queryset(UserQuerySet)


class User(Guarded, AbstractBaseUser):
    """A person: identity, work and preferences. The password is Django's, the address is unique."""

    id = SnowflakeField()
    handle = models.CharField(_("handle"), max_length=30)
    display_name = models.CharField(_("name"), max_length=80)
    sort_name = models.CharField(max_length=SORT_NAME, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)

    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True)
    site = models.CharField(_("site"), max_length=80, blank=True)
    manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.CharField(_("ask me about"), max_length=300, blank=True)
    # Lines in the person's own words, [name, value] each.
    details = models.JSONField(default=list, blank=True)
    skills: "models.ManyToManyField[Skill, models.Model]" = models.ManyToManyField(
        "Skill", blank=True, related_name="+"
    )

    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris")
    language = models.CharField(_("language"), max_length=2, default="fr")
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    compact = models.BooleanField(_("compact lists"), default=False)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    # Minutes from midnight in the person's own zone; days are Monday = 1 … Sunday = 64, added up.
    work_from = models.PositiveSmallIntegerField(default=9 * 60)
    work_until = models.PositiveSmallIntegerField(default=18 * 60)
    work_days = models.PositiveSmallIntegerField(default=0b0011111)

    avatar = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=32, default=new_salt, editable=False)
    # Grows with anything that a rendered post shows of its author.
    revision = models.PositiveIntegerField(default=0)

    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    # Nobody knows of a person before their address is verified.
    joined_at = models.DateTimeField(null=True, blank=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["handle", "display_name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("handle"), name="handle_unique"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_in_lower_case"
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="user_sort_name")]

    def __str__(self) -> str:
        return f"@{self.handle}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.display_name)[:SORT_NAME]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.handle])

    @property
    def key(self) -> str:
        """The id as pages and addresses write it."""
        return encode(self.pk)

    @property
    def color(self) -> int:
        """One of the fixed avatar colours, the same on every page, device and copy of the data."""
        return zlib.crc32(self.handle.encode()) % COLORS

    @property
    def initials(self) -> str:
        """First letters of the first and last word of the name."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @property
    def avatar_url(self) -> str:
        """Where the photo is, or "" when initials stand in for it."""
        return reverse("avatar", args=[self.handle, self.avatar]) if self.avatar else ""

    @property
    def is_guest(self) -> bool:
        return self.role == Role.GUEST

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_moderator(self) -> bool:
        return self.role in {Role.MODERATOR, Role.ADMIN}


class Skill(models.Model):
    """Something people say they can be asked about; spelt once, found without accents."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name
