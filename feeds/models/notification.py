"""What a person is told about, and the threads they want no word of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from feeds.models.group import Group
from feeds.models.post import Post
from microblog.lib.ids import SnowflakeField, encode, moment_of
from microblog.lib.visibility import Guarded, GuardedQuerySet


class NotificationKind(models.TextChoices):
    MENTION = "mention", _("Mention")
    REPLY = "reply", pgettext_lazy("noun", "Reply")
    DIRECT = "direct", _("Direct message")
    REACTION = "reaction", _("Reaction")
    REPOST = "repost", _("Repost")
    FOLLOW = "follow", _("New follower")
    JOIN_REQUEST = "join_request", _("Request to join")
    JOINED = "joined", _("Request accepted")
    GROUP_INVITATION = "group_invitation", _("Invitation to a group")


# These wait in the list without a number anywhere: calm is the default.
SILENT = (NotificationKind.REACTION, NotificationKind.REPOST, NotificationKind.FOLLOW)


class NotificationQuerySet(GuardedQuerySet["Notification"]):
    pass


class Notification(Guarded):
    """One row of a person's list. It is seen only while what it speaks of may be seen."""

    id = SnowflakeField()
    recipient = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=NotificationKind)
    actor = models.ForeignKey(User, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            # Reactions and reposts are grouped: one row a post, moved up by the newest.
            models.UniqueConstraint(
                fields=["recipient", "post", "kind"],
                condition=Q(post__isnull=False),
                name="notified_once_a_post",
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_newest"),
            models.Index(
                fields=["recipient"], condition=Q(done_at=None), name="notification_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"

    @property
    def key(self) -> str:
        return encode(self.pk)

    @property
    def created_at(self) -> object:
        return moment_of(self.pk)


class ThreadMute(models.Model):
    """A person wants no notifications of a thread."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    root = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "root"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} muted {self.root_id}"
