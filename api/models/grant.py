"""An app's token: for a person who agreed, or for the app alone."""

from allauth.idp.oidc.models import Token
from django.db import models

from accounts.models import User
from api.models.app import App
from microblog.lib.ids import SnowflakeField, encode


class Grant(models.Model):
    """The token itself is kept as a hash by its own row; here is whose it is and how it is used."""

    id = SnowflakeField()
    token = models.OneToOneField(Token, models.CASCADE, related_name="grant")
    app = models.ForeignKey(App, models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    # What proves that the password is still the one under which the token was given.
    proof = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="grant_newest")]

    def __str__(self) -> str:
        return encode(self.pk)

    @property
    def key(self) -> str:
        return encode(self.pk)

    @property
    def scopes(self) -> list[str]:
        return list(self.token.get_scopes())
