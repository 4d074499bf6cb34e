"""Timelines, and how far one has read them."""

from api.http import route
from api.views import markers, timelines

urlpatterns = [
    route("v1/timelines/home", "api_timeline_home", get=timelines.home),
    route("v1/timelines/public", "api_timeline_public", get=timelines.public),
    route("v1/timelines/tag/<str:name>", "api_timeline_tag", get=timelines.tag),
    route("v1/timelines/list/<number:id>", "api_timeline_list", get=timelines.people_list),
    route("v1/timelines/group/<number:id>", "api_timeline_group", get=timelines.group),
    route(
        "v1/timelines/group/<number:id>/tags/<str:name>",
        "api_timeline_group_tag",
        get=timelines.group_tag,
    ),
    route("v1/markers", "api_markers", get=markers.index, post=markers.update),
]
