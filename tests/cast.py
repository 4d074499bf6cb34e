"""The same people and places in every test; one learns them in a day."""

from dataclasses import dataclass

from accounts.actions.users import suspend_user
from accounts.models import User
from feeds.models import Group
from tests.builders import a_group, a_user


@dataclass(frozen=True)
class Cast:
    """`ada` moderates and owns everything, `ben` is a member of all, `cleo` is a colleague outside,
    `gus` a guest let into Board only, `eve` was a member of all and is suspended."""

    ada: User
    ben: User
    cleo: User
    gus: User
    eve: User
    admin: User
    square: Group  # open
    board: Group  # private, with the guest
    vault: Group  # secret

    @property
    def everyone(self) -> list[User]:
        return [self.ada, self.ben, self.cleo, self.gus, self.eve, self.admin]


def assemble() -> Cast:
    """Make the cast and its places."""
    admin = a_user("root.admin", role="admin", display_name="Admin")
    ada = a_user("ada", role="moderator")
    ben, cleo = a_user("ben"), a_user("cleo")
    gus, eve = a_user("gus", role="guest"), a_user("eve")
    square = a_group("Town square", owner=ada, members=(ben, eve))
    board = a_group("Board", owner=ada, members=(ben, eve, gus), visibility="private")
    vault = a_group("Vault", owner=ada, members=(ben, eve), visibility="secret")
    suspend_user(actor=admin, user=eve, reason="Left the company")
    eve.refresh_from_db()
    return Cast(ada, ben, cleo, gus, eve, admin, square, board, vault)
