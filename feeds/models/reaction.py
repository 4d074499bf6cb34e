"""Six fixed ways to answer without words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feeds.models.post import Post


class ReactionKind(models.TextChoices):
    THANKS = "thanks", _("Thanks")
    BRAVO = "bravo", _("Well done")
    IDEA = "idea", _("Idea")
    SUPPORT = "support", _("Support")
    SEEN = "seen", _("Seen")
    DISCUSS = "discuss", _("Let’s talk")


class Reaction(models.Model):
    """One kind of reaction of one person to one post; several kinds may stand beside each other."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=ReactionKind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "kind", "user"], name="reacted_once")
        ]
        indexes = [models.Index(fields=["user", "-id"], name="reaction_by_user")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.post_id}"
