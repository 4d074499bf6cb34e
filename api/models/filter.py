"""What a person would rather not read, in the terms of apps: kept here, applied to what is sent."""

from django.db import models

from accounts.models import User
from feeds.models import Post
from microblog.lib.ids import SnowflakeField


class Filter(models.Model):
    """Some words and posts that apps hide, or cover with `title`, in the places of `contexts`."""

    id = SnowflakeField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    contexts = models.JSONField(default=list)
    action = models.CharField(max_length=8, default="warn")
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class FilterKeyword(models.Model):
    """Words as they stand in a post, in any case."""

    id = SnowflakeField()
    filter = models.ForeignKey(Filter, models.CASCADE, related_name="keywords")
    keyword = models.CharField(max_length=200)
    whole_word = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.pk)


class FilteredPost(models.Model):
    """A post, whatever it says."""

    id = SnowflakeField()
    filter = models.ForeignKey(Filter, models.CASCADE, related_name="posts", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filter", "post"], name="filtered_once")]

    def __str__(self) -> str:
        return str(self.pk)
