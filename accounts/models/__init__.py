"""People, how they get in, and whether they are reachable."""

from accounts.models.availability import Availability as Availability
from accounts.models.invitation import Invitation as Invitation
from accounts.models.organization import Organization as Organization
from accounts.models.user import Skill as Skill
from accounts.models.user import User as User
