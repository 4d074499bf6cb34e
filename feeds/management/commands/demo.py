"""`manage.py demo`: load the demo company into an empty instance, and say how to sign in."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import organizations
from accounts.models import User
from feeds.demo.company import NAME, load_company
from feeds.demo.loading import PASSWORD, Loaded, load
from feeds.demo.people import email_of
from ledger.context import Origin, acting_from
from ledger.models import Entry
from microblog.lib import clock

SIGN_INS = (("employee", "noemie"), ("remote", "thomas"), ("admin", "claire"))


class Command(BaseCommand):
    """Everything is made by the actions that people use, so it is in the ledger like the rest."""

    help = "Load the demo company Atelier Nord into an empty instance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing to an instance in which anything happened already",
        )
        parser.add_argument(
            "--sign-ins",
            action="store_true",
            help="load nothing; say how to sign in where the demo was loaded",
        )

    def handle(self, *args: Any, if_empty: bool, sign_ins: bool, **options: Any) -> None:
        if sign_ins:
            self._say_sign_ins()
        elif if_empty:
            # Started without the demo and waiting for its first administrator is not empty.
            if not Entry.objects.exists():
                self._load()
        elif User.objects.filter(is_system=False).exists():
            raise CommandError("This instance has people already: the demo needs an empty one.")
        else:
            self._load()
            self._say_sign_ins()

    def _say_sign_ins(self) -> None:
        if is_loaded():
            for role, handle in SIGN_INS:
                self.stdout.write(f"sign in as {role}: {email_of(handle)} {PASSWORD}")

    def _load(self) -> None:
        started = time.monotonic()
        self.stdout.write(f"Loading the demo company {NAME}…")
        with acting_from(Origin(via="demo")):
            loaded = load(load_company(), now=clock.now(), progress=self._tell)
        self.stdout.write(f"{_sentence(loaded)} in {time.monotonic() - started:.0f} s.")

    def _tell(self, done: int, total: int) -> None:
        if 5 * done // total > 5 * (done - 1) // total and done < total:
            self.stdout.write(f"  {20 * (5 * done // total)} %")
            self.stdout.flush()


def is_loaded() -> bool:
    """Whether the people of this instance are those of the demo."""
    wanted = [email_of(handle) for _role, handle in SIGN_INS]
    there = User.objects.filter(email__in=wanted, is_active=True).count()
    return there == len(wanted) and organizations.current().name == NAME


def _sentence(loaded: Loaded) -> str:
    return (
        f"Loaded the demo company {NAME}: {loaded.people} people, {loaded.groups} groups, "
        f"{loaded.posts} posts, {loaded.messages} messages, {loaded.reactions:,} reactions"
    )
