"""Files at signed addresses."""

from django.urls import path

from api.views import files
from microblog.lib.http import methods

urlpatterns = [
    path(
        "api/files/<str:door>/<slug:kind>/<str:key>/<str:name>",
        methods(get=files.show),
        name="api_file",
    ),
]
