"""The project as an app: its commands, template tags and checks."""

from django.apps import AppConfig


class MicroblogConfig(AppConfig):
    name = "microblog"

    def ready(self) -> None:
        from microblog import checks  # noqa: F401  wiring
