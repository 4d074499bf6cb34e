"""Timelines."""

from api.http import route
from api.views import timelines

urlpatterns = [
    route("v1/timelines/home", "api_timeline_home", get=timelines.home),
]
