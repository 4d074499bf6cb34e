"""Tags: places made of words."""

from django.db import models
from django.urls import reverse

from accounts.models import User
from feeds.models.group import Group
from feeds.models.post import Post
from microblog.lib.ids import SnowflakeField
from microblog.lib.visibility import Guarded, GuardedQuerySet


class TagQuerySet(GuardedQuerySet["Tag"]):
    pass


class Tag(Guarded):
    """A tag, known by its folded key: #Océane and #oceane are one.

    The name shown is a spelling from a post for all colleagues, else the key: a spelling first used
    in private would tell others that the tag is in use there.
    """

    id = SnowflakeField()
    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=60)

    objects = TagQuerySet.as_manager()

    def __str__(self) -> str:
        return f"#{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.name])

    def shown_to(self, user: User) -> str:
        """Its name, for somebody who may know how colleagues spell it."""
        return self.key if user.is_guest else self.name


class PostTag(models.Model):
    """A tag used in a post. The post's place is repeated here, so that a feed reads one index."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="post_tags", db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    # Whether the post opens a thread: home lists those, the tag's own page lists replies too.
    opens_thread = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "tag"], name="tagged_once")]
        indexes = [models.Index(fields=["tag", "-post", "group"], name="post_tag_newest")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.post_id}"
