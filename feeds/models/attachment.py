"""A file that belongs to a post, or waits for one."""

from django.db import models
from django.urls import reverse

from accounts.models import User
from feeds.models.post import Post
from ledger.canonical import new_salt
from microblog.lib.ids import SnowflakeField, encode
from microblog.lib.visibility import Guarded, GuardedQuerySet


class AttachmentKind(models.TextChoices):
    IMAGE = "image"
    VIDEO = "video"
    FILE = "file"


class AttachmentQuerySet(GuardedQuerySet["Attachment"]):
    pass


class Attachment(Guarded):
    """Bytes under a random name in the media folder; only the permission check leads to them."""

    id = SnowflakeField()
    uploader = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=5, choices=AttachmentKind)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt = models.CharField(max_length=1000, blank=True)
    # Folder of random letters below the media folder, and the files in it by use:
    # {"full": {"file", "mime", "size", "width", "height"}, "feed": …, "poster": …}; "full" may also
    # have "focus": [x, y], from -1 to 1 with y upwards, what apps keep when they crop a picture.
    folder = models.CharField(max_length=64, unique=True)
    variants = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=32, default=new_salt, editable=False)
    created_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(post=None), name="attachment_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return encode(self.pk)

    @property
    def is_ready(self) -> bool:
        """Whether it was taken in. A large file is kept aside first, without digest or copies."""
        return bool(self.sha256)

    @property
    def url(self) -> str:
        """Where the best copy is served, behind the permission check."""
        return reverse("file", args=[self.pk, "full"])

    @property
    def preview_url(self) -> str:
        """A smaller picture of it, or "" when there is none."""
        for variant in ("feed", "poster"):
            if variant in self.variants:
                return reverse("file", args=[self.pk, variant])
        return ""
