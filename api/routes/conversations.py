"""Conversations."""

from api.http import route
from api.views import conversations

urlpatterns = [
    route("v1/conversations", "api_conversations", get=conversations.index),
    route("v1/conversations/<number:id>", "api_conversation", delete=conversations.destroy),
    route("v1/conversations/<number:id>/read", "api_conversation_read", post=conversations.read),
    route(
        "v1/conversations/<number:id>/unread",
        "api_conversation_unread",
        post=conversations.unread,
    ),
]
