"""The installation's own settings that an administrator may change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from microblog.lib.ids import SnowflakeField


class Organization(models.Model):
    """One row: whose network this is and what it allows."""

    id = SnowflakeField()
    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, default="Sillage")
    # Addresses of exactly these domains may sign up by themselves (IDNA ASCII, lower case).
    domains = models.JSONField(default=list)
    post_limit = models.PositiveSmallIntegerField(_("characters in a post"), default=500)
    language = models.CharField(_("language"), max_length=2, default="fr")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_organization"),
            models.CheckConstraint(
                condition=models.Q(post_limit__gte=280, post_limit__lte=2000),
                name="post_limit_280_to_2000",
            ),
        ]

    def __str__(self) -> str:
        return self.name
