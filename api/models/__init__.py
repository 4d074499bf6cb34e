"""Apps that speak for people, and the tokens they were given."""

from api.models.app import App as App
from api.models.grant import Grant as Grant
