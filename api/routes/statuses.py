"""Statuses."""

from api.http import route
from api.views import statuses

urlpatterns = [
    route("v1/statuses", "api_statuses", get=statuses.index, post=statuses.create),
    route("v1/statuses/<number:id>", "api_status", get=statuses.show, delete=statuses.destroy),
]
