"""Apps: registering, what one is, and the page where people take tokens back."""

from django.urls import path

from api.http import route
from api.views import app_settings, apps
from microblog.lib.http import methods

urlpatterns = [
    route("v1/apps", "api_apps", post=apps.create),
    route("v1/apps/verify_credentials", "api_app", get=apps.show),
    path(
        "settings/apps",
        methods(get=app_settings.index, post=app_settings.update),
        name="settings_apps",
    ),
]
