"""Direct messages: the same few people, always the same conversation."""

import hashlib
from collections.abc import Iterable

from django.db import models
from django.urls import reverse

from accounts.models import User
from microblog.lib.ids import SnowflakeField, encode
from microblog.lib.visibility import Guarded, GuardedQuerySet

MOST_PEOPLE = 12


class ConversationQuerySet(GuardedQuerySet["Conversation"]):
    pass


class Conversation(Guarded):
    """The place of direct messages. Its people never change, so what was said stays among them."""

    id = SnowflakeField()
    people_key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_post_id = models.BigIntegerField(default=0)

    objects = ConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return encode(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("conversation", args=[self.pk])

    @property
    def key(self) -> str:
        return encode(self.pk)

    @staticmethod
    def key_of(people: Iterable[int]) -> str:
        """One key for one set of people, whatever the order they are named in."""
        return hashlib.sha256(",".join(map(str, sorted(set(people)))).encode()).hexdigest()


class Participant(models.Model):
    """A person in a conversation and how far they have read."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    last_read_id = models.BigIntegerField(default=0)
    # Put away until something newer than this is said.
    hidden_up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "conversation"], name="participant_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"
