"""Pieces of pages that are the same again and again, rendered once for all that they show."""

from collections.abc import Hashable
from itertools import count
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from microblog.lib.bounded import Bounded

register = template.Library()

MOST_PIECES = 4000

pieces: Bounded[Hashable, str] = Bounded(MOST_PIECES)
_numbers = count()


class Kept(template.Node):
    """One place of one template; its piece is kept for each language and values of `shown`."""

    def __init__(self, body: NodeList, shown: list[FilterExpression]) -> None:
        self.body = body
        self.shown = shown
        self.number = next(_numbers)

    def render(self, context: Context) -> SafeString:
        """The piece. What is equal must look equal: so text that is safe HTML is not just text."""
        values = [expression.resolve(context) for expression in self.shown]
        key = (self.number, get_language(), *((value.__class__, value) for value in values))
        html = pieces.get(key)
        if html is None:
            html = self.body.render(context)
            pieces.put(key, html)
        return mark_safe(html)  # noqa: S308 - made by a template


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept a b.c %}…{% endkept %}`: rendered once for each language and values of a and b.c.

    They are *everything* that the body shows or asks: not the reader, not the time, no token,
    unless it is among them. Values are compared: they must be hashable and stay what they are.
    """
    shown = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(body, shown)


@register.filter
def equals(value: Any, other: Any) -> bool:
    """`{% kept link section|equals:"home" %}`: whether, where only that is shown."""
    return bool(value == other)
