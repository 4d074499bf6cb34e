"""An app that registered itself: nobody vouches for its name."""

from allauth.idp.oidc.models import Client
from django.db import models

from microblog.lib.ids import SnowflakeField, encode


class App(models.Model):
    """What an app says of itself. Its secret, scopes and addresses are its OAuth client's."""

    id = SnowflakeField()
    client = models.OneToOneField(Client, models.CASCADE, related_name="app")
    name = models.CharField(max_length=100)
    website = models.CharField(max_length=2000, blank=True)
    # Whether it may sign people in without proof of possession (PKCE), as older apps do.
    without_pkce = models.BooleanField(default=True)
    # An app of the house itself, for tokens made on the command line: it signs nobody in.
    is_internal = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return encode(self.pk)

    @property
    def scopes(self) -> list[str]:
        return list(self.client.get_scopes())

    @property
    def redirect_uris(self) -> list[str]:
        return list(self.client.get_redirect_uris())
