"""Apps that speak for people, and the tokens they were given."""

from api.models.app import App as App
from api.models.filter import Filter as Filter
from api.models.filter import FilteredPost as FilteredPost
from api.models.filter import FilterKeyword as FilterKeyword
from api.models.grant import Grant as Grant
