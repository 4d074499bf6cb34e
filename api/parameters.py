"""What a request says, however it says it: query, form, multipart or JSON become one mapping.

Apps write lists as `id[]=1&id[]=2`, as `id=1&id=2`, as `id[0]=1` or as JSON, and objects as
`poll[options][]=a` or as JSON. Here they all look like JSON.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from microblog.lib.errors import Rejected

DEEPEST = 6
_KEY = re.compile(r"[^\[\]]+|\[[^\[\]]*\]")
_TRUE = {"1", "true", "t", "on", "yes"}
_FALSE = {"0", "false", "f", "off", "no", ""}


class Parameters(dict[str, Any]):
    """Nested parameters, read with the type that is wanted; Rejected names what is not of it."""

    def text(self, name: str, default: str = "") -> str:
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            return str(value)
        raise _wrong(name)

    def flag(self, name: str, default: bool = False) -> bool:
        return bool(self.choice_flag(name, default))

    def choice_flag(self, name: str, default: bool | None = None) -> bool | None:
        """True, false, or `default` where nothing was said."""
        value = self.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        word = str(value).lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise _wrong(name)

    def number(self, name: str, default: int | None = None) -> int | None:
        value = self.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool):
            raise _wrong(name)
        if isinstance(value, int | str) and re.fullmatch(r"-?\d{1,18}", str(value)):
            return int(value)
        raise _wrong(name)

    def id(self, name: str) -> int | None:
        """An id of ours; what can be none of them is refused."""
        value = self.get(name)
        return None if value is None or value == "" else _id(name, value)

    def ids(self, name: str) -> list[int]:
        return [_id(name, value) for value in self.items_of(name)]

    def texts(self, name: str) -> list[str]:
        values = self.items_of(name)
        if any(not isinstance(value, str | int) for value in values):
            raise _wrong(name)
        return [str(value) for value in values]

    def items_of(self, name: str) -> list[Any]:
        """A list, whatever it was written as; one value is a list of one."""
        value = self.get(name)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def inner(self, name: str) -> "Parameters":
        """An object inside; an empty one where there is none."""
        value = self.get(name)
        if value is None:
            return Parameters()
        if not isinstance(value, dict):
            raise _wrong(name)
        return Parameters(value)

    def inners(self, name: str) -> list["Parameters"]:
        """A list of objects."""
        values = self.items_of(name)
        if any(not isinstance(value, dict) for value in values):
            raise _wrong(name)
        return [Parameters(value) for value in values]


def from_pairs(pairs: Iterable[tuple[str, Any]]) -> Parameters:
    """Read the brackets in the names of a form or a query."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        first, *rest = _KEY.findall(name) or [name]
        if len(rest) > DEEPEST:
            raise _wrong(name)
        _put(found, [first, *(part[1:-1] for part in rest)], value)
    return Parameters({key: _settled(value) for key, value in found.items()})


def from_body(data: Any) -> Parameters:
    """What a parser made of a body: a form (QueryDict) or JSON."""
    if hasattr(data, "lists"):
        return from_pairs((key, value) for key, values in data.lists() for value in values)
    if not data:
        return Parameters()
    if not isinstance(data, dict):
        raise Rejected("", _("Send an object."))
    return Parameters(data)


def check(value: Any) -> None:
    """Refuse text that no database keeps: NUL and lone surrogates."""
    match value:
        case str():
            if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                raise Rejected("", _("This text has characters that are not allowed."))
        case Mapping():
            for key, item in value.items():
                check(key)
                check(item)
        case list():
            for item in value:
                check(item)


class _Many(list[Any]):
    """Values that were given under one name."""


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    name, *rest = path
    if not rest:
        held = into.get(name)
        if held is None:
            into[name] = _Many([value])
        elif isinstance(held, _Many):
            held.append(value)
        else:
            raise _wrong(name)
        return
    if rest[0] == "":
        _append(into, name, rest[1:], value)
        return
    below = into.setdefault(name, {})
    if not isinstance(below, dict):
        raise _wrong(name)
    _put(below, rest, value)


def _append(into: dict[str, Any], name: str, rest: list[str], value: Any) -> None:
    items = into.setdefault(name, [])
    if not isinstance(items, list) or isinstance(items, _Many):
        raise _wrong(name)
    if not rest:
        items.append(value)
        return
    # fields[][name]=a&fields[][value]=b: a name that comes again begins the next object.
    if not items or not isinstance(items[-1], dict) or rest[0] in items[-1]:
        items.append({})
    _put(items[-1], rest, value)


def _settled(value: Any) -> Any:
    if isinstance(value, _Many):
        return value[0] if len(value) == 1 else list(value)
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if isinstance(value, dict):
        inner = {key: _settled(item) for key, item in value.items()}
        if inner and all(key.isascii() and key.isdigit() for key in inner):
            return [inner[key] for key in sorted(inner, key=int)]
        return inner
    return value


def _id(name: str, value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,19}", str(value)):
        raise _wrong(name)
    return min(int(value), 2**63 - 1)


def _wrong(name: str) -> Rejected:
    return Rejected(name, _("%(name)s cannot be read.") % {"name": name[:60]})
