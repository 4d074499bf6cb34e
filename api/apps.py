"""The client API: Mastodon's words for what is here. Imported by nobody but the wiring."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from api import subscribers  # noqa: F401  wiring
