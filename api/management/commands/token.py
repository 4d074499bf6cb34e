"""A token for scripts and measuring, made by whoever runs the server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import users
from accounts.models import User
from api import scopes
from api.actions.apps import register_app
from api.actions.tokens import grant_token, new_value
from api.models import App


class Command(BaseCommand):
    help = "Print a new token of somebody; it is shown once, and listed in their settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("handle")
        parser.add_argument("--scopes", default="read write follow push")
        parser.add_argument("--app", default="Command line", help="the name it is listed under")

    def handle(self, *args: Any, **options: Any) -> None:
        handle = options["handle"].removeprefix("@")
        user = User.objects.filter(handle=handle, is_active=True, is_system=False).first()
        if user is None:
            raise CommandError(f"there is nobody called {handle}, or their account is closed")
        wanted = scopes.split(options["scopes"])
        unknown = [scope for scope in wanted if scope not in scopes.KNOWN]
        if unknown or not wanted:
            raise CommandError(f"there is no scope {' '.join(unknown)}; known: {scopes.KNOWN}")
        app = App.objects.filter(is_internal=True, name=options["app"]).first()
        if app is None:
            app, _secret = register_app(
                actor=users.system(),
                name=options["app"],
                redirect_uris=[],
                granted=scopes.KNOWN,
                internal=True,
            )
        value = new_value()
        grant_token(actor=user, app=app, granted=wanted, value=value)
        self.stdout.write(value)
