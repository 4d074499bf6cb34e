"""Files before their post."""

from api.http import route
from api.views import media

urlpatterns = [
    route("v1/media", "api_v1_media", post=media.create_now),
    route("v2/media", "api_v2_media", post=media.create),
    route(
        "v1/media/<number:id>",
        "api_medium",
        get=media.show,
        put=media.update,
        delete=media.destroy,
    ),
]
