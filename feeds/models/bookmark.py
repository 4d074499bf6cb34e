"""Posts kept for later, for oneself."""

from django.db import models

from accounts.models import User
from feeds.models.post import Post
from microblog.lib.ids import SnowflakeField


class Bookmark(models.Model):
    """The id orders a person's bookmarks by when they were made."""

    id = SnowflakeField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="bookmarked_once")]
        indexes = [models.Index(fields=["user", "-id"], name="bookmark_newest")]

    def __str__(self) -> str:
        return f"{self.user_id} kept {self.post_id}"
