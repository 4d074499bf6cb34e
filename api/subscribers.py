"""After commit: what closes an account or changes its password also ends its apps' tokens; and
what apps that listen must hear."""

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import receiver

from accounts.actions.users import SUSPENDED
from accounts.models import User
from api.actions.tokens import sign_out_apps
from api.streaming.relay import ACTIONS, NOTIFYING
from feeds.realtime import delivery
from feeds.realtime.events import event_of, publish
from ledger.models import Entry
from ledger.recording import on
from microblog.lib.ids import decode


@on(SUSPENDED)
def account_was_closed(entry: Entry) -> None:
    """Reinstated, one signs in again, in apps as in browsers."""
    user = User.objects.filter(pk=decode(entry.subject.partition(":")[2])).first()
    if user is not None:
        sign_out_apps(actor=user)


@receiver([password_changed, password_reset, password_set])
def password_was_changed(user: User, **kwargs: object) -> None:
    """Whoever knew the former password may have let an app in."""
    sign_out_apps(actor=user)


@on(*sorted({*ACTIONS, *NOTIFYING} - set(delivery.ACTIONS)))
def tell(entry: Entry) -> None:
    """What pages hear nothing of is announced for apps; the rest is announced already."""
    publish(event_of(entry))
