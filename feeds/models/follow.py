"""Whom and what a person follows. A group is followed by belonging to it."""

from django.db import models

from accounts.models import User
from feeds.models.tag import Tag
from microblog.lib.ids import SnowflakeField


class Follow(models.Model):
    """A person follows another: their posts are in the follower's feed."""

    id = SnowflakeField()
    follower = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    followed = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    # Whether what they pass on comes too, and whether the follower recommends them to others.
    reposts = models.BooleanField(default=True)
    endorsed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="followed_once"),
            models.CheckConstraint(
                condition=~models.Q(follower=models.F("followed")), name="not_oneself"
            ),
        ]
        indexes = [models.Index(fields=["followed", "-id"], name="followers_newest")]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followed_id}"


class TagFollow(models.Model):
    """A person follows a tag."""

    id = SnowflakeField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tag"], name="tag_followed_once")]
        indexes = [models.Index(fields=["tag", "user"], name="tag_followers")]

    def __str__(self) -> str:
        return f"{self.user_id} follows tag {self.tag_id}"
