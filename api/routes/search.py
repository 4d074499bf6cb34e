"""Search."""

from api.http import route
from api.views import search

urlpatterns = [
    route("v2/search", "api_search", get=search.index),
]
