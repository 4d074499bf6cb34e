"""Apps register, change and go."""

import re
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from api import policies, scopes
from api.models import App
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.text import BadText, clean_line

REGISTERED = "app.registered"
CHANGED = "app.changed"
REMOVED = "app.removed"

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
# Addresses that would run in the page that is about to leave.
FORBIDDEN_SCHEMES = {"javascript", "data", "vbscript"}
# A name or an address, perhaps with a port: what a page's policy can name.
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
MOST_ADDRESSES = 20
LONGEST_ADDRESS = 2000


@transaction.atomic
def register_app(
    *,
    actor: User | None = None,
    name: str,
    redirect_uris: Sequence[str],
    granted: Sequence[str] = (scopes.DEFAULT,),
    website: str = "",
    internal: bool = False,
) -> tuple[App, str]:
    """Make an app and its secret, which is told once. Without an actor the app registers itself.

    Raises Rejected naming `client_name`, `redirect_uris`, `scopes` or `website`.
    """
    try:
        name = clean_line(name)
    except BadText as error:
        raise Rejected("client_name", str(error)) from error
    if not name:
        raise Rejected("client_name", _("Say the name of the app."), code="blank")
    if len(name) > 100:
        raise Rejected("client_name", _("Use at most %(count)d characters.") % {"count": 100})
    addresses = [_address(uri) for uri in redirect_uris]
    if not addresses and not internal:
        raise Rejected("redirect_uris", _("Say where to come back to."), code="blank")
    if len(addresses) > MOST_ADDRESSES:
        raise Rejected("redirect_uris", _("Too many addresses."))
    unknown = [scope for scope in granted if scope not in scopes.KNOWN]
    if unknown:
        raise Rejected("scopes", _("There is no scope %(scope)s.") % {"scope": unknown[0][:40]})
    if website and urlsplit(website).scheme not in {"http", "https"}:
        raise Rejected("website", _("This is not the address of a website."))
    secret = secrets.token_urlsafe(32)
    client = Client(
        name=name,
        grant_types="authorization_code\nclient_credentials",
        scopes="\n".join(granted),
        redirect_uris="\n".join(addresses),
    )
    client.set_secret(secret)
    client.save(force_insert=True)
    app = App.objects.create(
        client=client,
        name=name,
        website=website[:LONGEST_ADDRESS],
        is_internal=internal,
        created_at=clock.now(),
    )
    record(actor=actor or app, action=REGISTERED, subject=app, facts={"scopes": list(granted)})
    return app, secret


@transaction.atomic
def change_app(*, actor: User, app: App, without_pkce: bool) -> App:
    """Let an app sign people in without PKCE, as older ones do, or no longer.

    An app that used PKCE once is asked for it ever after: leaving it out would be an attack.
    """
    if without_pkce and not policies.can_manage_apps(actor):
        raise NotAllowed(_("Only an administrator can change this."))
    if app.without_pkce != without_pkce:
        app.without_pkce = without_pkce
        app.save(update_fields=["without_pkce"])
        record(actor=actor, action=CHANGED, subject=app, facts={"without_pkce": without_pkce})
    return app


@transaction.atomic
def remove_app(*, actor: User, app: App) -> None:
    """Throw an app out with all its tokens."""
    if not policies.can_manage_apps(actor):
        raise NotAllowed(_("Only an administrator can remove an app."))
    record(actor=actor, action=REMOVED, subject=app)
    app.client.delete()


def _address(uri: str) -> str:
    """An address to come back to; any scheme of an app, nothing that runs here."""
    uri = uri.strip()
    if uri == OUT_OF_BAND:
        return uri
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018  raises on nonsense
    except ValueError:
        parts = urlsplit("")
    printable = uri.isascii() and uri.isprintable() and " " not in uri
    scheme = parts.scheme.lower()
    if not printable or not scheme or len(uri) > LONGEST_ADDRESS or scheme in FORBIDDEN_SCHEMES:
        raise Rejected("redirect_uris", _("An app cannot come back to this address."))
    web = scheme in {"http", "https"}
    if parts.fragment or "*" in uri or (web and not _HOST.fullmatch(parts.netloc)):
        raise Rejected("redirect_uris", _("An app cannot come back to this address."))
    return uri
