"""Whether people can be reached."""

from api.http import route
from api.views import availability

urlpatterns = [
    route(
        "v1/availability",
        "api_availability",
        get=availability.show,
        put=availability.update,
        delete=availability.destroy,
    ),
]
