"""Lists: some people whose posts one person reads together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from microblog.lib.ids import SnowflakeField


class Replies(models.TextChoices):
    """Which replies of its people a list shows, beside what they say first."""

    FOLLOWED = "followed", _("To anybody I follow")
    LIST = "list", _("To people of the list")
    NONE = "none", _("None")


class PeopleList(models.Model):
    """For its owner only; nobody learns that they are on it."""

    id = SnowflakeField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    title = models.CharField(max_length=60)
    replies = models.CharField(max_length=8, choices=Replies, default=Replies.LIST)

    def __str__(self) -> str:
        return str(self.pk)


class ListedPerson(models.Model):
    """Somebody on a list."""

    id = SnowflakeField()
    list = models.ForeignKey(PeopleList, models.CASCADE, related_name="people", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "person"], name="listed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.list_id}"
