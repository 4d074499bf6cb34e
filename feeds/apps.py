"""What people say to each other."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "feeds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from feeds import subscribers, tasks, visibility  # noqa: F401  wiring
