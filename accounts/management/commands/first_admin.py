"""Print the one-time link by which the first administrator of an empty instance signs up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.actions.invitations import create_invitation, revoke_invitation
from accounts.models import Invitation, User
from accounts.models.user import Role
from accounts.users import system
from microblog.lib import clock


class Command(BaseCommand):
    help = "Print a one-time link that creates the first administrator, while there is none."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(role=Role.ADMIN, is_active=True).exists():
            return
        actor = system()
        for former in Invitation.objects.filter(invited_by=actor, revoked_at=None, used=0):
            if former.is_open(clock.now()):
                revoke_invitation(actor=actor, invitation=former)
        _row, token = create_invitation(actor=actor, role=Role.ADMIN, quota=1, days=1)
        self.stdout.write(f"create the first administrator: {settings.ORIGIN}/join/{token}")
