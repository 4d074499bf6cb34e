"""Reaction: our six answers without words, as emoji. A favourite is the first of them, thanks."""

from collections.abc import Collection, Mapping
from typing import Any

from feeds.models.reaction import ReactionKind

# What Mastodon calls a favourite: the heart or star of every app says thanks.
FAVOURITE = ReactionKind.THANKS
EMOJI = {
    ReactionKind.THANKS: "🙏",
    ReactionKind.BRAVO: "👏",
    ReactionKind.IDEA: "💡",
    ReactionKind.SUPPORT: "🤝",
    ReactionKind.SEEN: "👀",
    ReactionKind.DISCUSS: "💬",
}


def reactions(counts: Mapping[str, int], mine: Collection[str]) -> list[dict[str, Any]]:
    """The kinds a post has, in our order; `me` says whether the reader is among them."""
    return [
        {"name": EMOJI[kind], "kind": kind.value, "count": counts[kind], "me": kind in mine}
        for kind in ReactionKind
        if counts.get(kind)
    ]


def kind_of(name: str) -> str:
    """The kind that an emoji or one of our words names, "" for others."""
    if name in ReactionKind.values:
        return name
    return next((kind.value for kind, emoji in EMOJI.items() if emoji == name.rstrip("\ufe0f")), "")
