"""What is not here, where apps ask for it."""

from api.http import route
from api.views import absent

urlpatterns = [
    route("v1/trends", "api_trends", get=absent.trends),
    route("v1/trends/tags", "api_trends_tags", get=absent.trends),
    route("v1/trends/statuses", "api_trends_statuses", get=absent.trends),
    route("v1/trends/links", "api_trends_links", get=absent.trends),
    route("v1/scheduled_statuses", "api_scheduled", get=absent.scheduled_statuses),
    route(
        "v1/scheduled_statuses/<number:id>",
        "api_scheduled_one",
        get=absent.read_none,
        put=absent.write_none,
        delete=absent.write_none,
    ),
    route("v1/polls/<number:id>", "api_poll", get=absent.read_none),
    route("v1/polls/<number:id>/votes", "api_poll_votes", post=absent.write_none),
]
