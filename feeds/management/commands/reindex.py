"""Make the search index anew, as after a change to how words are read."""

from typing import Any

from django.core.management.base import BaseCommand

from feeds.search import index


class Command(BaseCommand):
    help = "Make the search index anew from the posts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index.rebuild()} posts indexed")
