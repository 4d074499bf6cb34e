"""Filters as apps know them: those of now, of a keyword, of a post, and the older kind."""

from typing import Any

from api.models import Filter, FilteredPost, FilterKeyword
from api.serializers.values import moment_or_none, text_id


def filter_head(found: Filter) -> dict[str, Any]:
    """A filter without what is in it, as a post that it matches shows it."""
    return {
        "id": text_id(found.pk),
        "title": found.title,
        "context": found.contexts,
        "expires_at": moment_or_none(found.expires_at),
        "filter_action": found.action,
    }


def filter_entity(found: Filter) -> dict[str, Any]:
    """A filter with keywords and posts, both prefetched."""
    return filter_head(found) | {
        "keywords": [filter_keyword(row) for row in found.keywords.all()],
        "statuses": [filter_status(row) for row in found.posts.all()],
    }


def filter_keyword(row: FilterKeyword) -> dict[str, Any]:
    return {"id": text_id(row.pk), "keyword": row.keyword, "whole_word": row.whole_word}


def filter_status(row: FilteredPost) -> dict[str, Any]:
    return {"id": text_id(row.pk), "status_id": text_id(row.post_id)}


def v1_filter(row: FilterKeyword) -> dict[str, Any]:
    """One keyword as the older protocol's filter."""
    return {
        "id": text_id(row.pk),
        "phrase": row.keyword,
        "context": row.filter.contexts,
        "whole_word": row.whole_word,
        "expires_at": moment_or_none(row.filter.expires_at),
        "irreversible": row.filter.action == "hide",
    }
