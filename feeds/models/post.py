"""A post: said to the company, to a group, or to a few people."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feeds.models.conversation import Conversation
from feeds.models.group import Group
from ledger.canonical import new_salt
from microblog.lib.ids import SnowflakeField, encode
from microblog.lib.visibility import Guarded, GuardedQuerySet


class Audience(models.TextChoices):
    COMPANY = "company", _("The whole company")
    GROUP = "group", _("A group")
    DIRECT = "direct", _("A few people")


# What feeds list: first posts and reposts, never replies, messages or what was retracted.
LISTED = Q(root=None, retracted_at=None) & ~Q(audience=Audience.DIRECT)


class PostQuerySet(GuardedQuerySet["Post"]):
    def listed(self) -> Self:
        """Only what a feed lists: no replies, no direct messages, nothing retracted."""
        return self.filter(LISTED)


class Post(Guarded):
    """One short text. A reply inherits the place of its thread and can never widen it."""

    id = SnowflakeField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    audience = models.CharField(max_length=8, choices=Audience)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    repost_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )

    text = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )

    # `version` counts texts, `revision` anything that changes how the post is shown.
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    reply_count = models.PositiveIntegerField(default=0)
    repost_count = models.PositiveIntegerField(default=0)
    # Repeated here so that showing a page of posts counts and joins nothing:
    # how many reactions of each kind, and the handles in the text that name somebody.
    reaction_counts = models.JSONField(default=dict)
    mentioned = models.JSONField(default=list)

    # Chosen by the page or app that sends the post: the same key again is the same post again.
    client_key = models.CharField(max_length=64, null=True)  # noqa: DJ001  NULL is outside the constraint
    via = models.CharField(max_length=40, default="page")
    salt = models.BinaryField(max_length=32, default=new_salt, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], name="post_sent_once"),
            models.UniqueConstraint(
                fields=["author", "repost_of"],
                condition=Q(repost_of__isnull=False, retracted_at=None),
                name="reposted_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(audience=Audience.COMPANY, group=None, conversation=None)
                    | Q(audience=Audience.GROUP, group__isnull=False, conversation=None)
                    | Q(audience=Audience.DIRECT, group=None, conversation__isnull=False)
                ),
                name="post_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(repost_of=None) | Q(audience=Audience.COMPANY, root=None),
                name="reposts_are_for_the_company",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], condition=LISTED, name="post_by_author"),
            models.Index(fields=["group", "-id"], condition=LISTED, name="post_in_group"),
            models.Index(
                fields=["-id"],
                condition=Q(audience=Audience.COMPANY, root=None, retracted_at=None),
                name="post_in_company",
            ),
            models.Index(
                fields=["root", "id"], condition=Q(root__isnull=False), name="post_in_thread"
            ),
            models.Index(
                fields=["conversation", "-id"],
                condition=Q(conversation__isnull=False),
                name="post_in_conversation",
            ),
            models.Index(
                fields=["repost_of"], condition=Q(repost_of__isnull=False), name="post_reposts"
            ),
            models.Index(
                fields=["author", "-id"], condition=Q(root__isnull=False), name="reply_by_author"
            ),
        ]

    def __str__(self) -> str:
        return encode(self.pk)

    def get_absolute_url(self) -> str:
        """The thread that shows it; a message is shown by its conversation."""
        if self.conversation_id is not None:
            return f"{reverse('conversation', args=[self.conversation_id])}#p-{self.key}"
        if self.root_id is not None:
            return f"{reverse('post', args=[self.root_id])}#p-{self.key}"
        return reverse("post", args=[self.pk])

    @property
    def key(self) -> str:
        return encode(self.pk)

    @property
    def thread_id(self) -> int:
        """The id of the thread's first post."""
        return int(self.root_id or self.pk)

    @property
    def is_retracted(self) -> bool:
        return self.retracted_at is not None

    @property
    def is_direct(self) -> bool:
        return self.audience == Audience.DIRECT


class PostVersion(models.Model):
    """What a post said before an edit, for all its readers to see."""

    id = SnowflakeField()
    post = models.ForeignKey(Post, models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()
    salt = models.BinaryField(max_length=32, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "version"], name="version_once")]

    def __str__(self) -> str:
        return f"{encode(self.post_id)} v{self.version}"


class Mention(models.Model):
    """A person named in a post, under the handle the text uses."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    handle = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mentioned_once")]

    def __str__(self) -> str:
        return self.handle
