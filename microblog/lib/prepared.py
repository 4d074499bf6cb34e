"""Queries written with the ORM once, and asked ten thousand times without writing them again.

Django makes the SQL of a queryset anew each time: for the rules of visibility that is a hundred
times the work of sending it. A prepared query makes it once for each shape of its arguments, with
stand-ins where values go, and from then on puts the values there. The text is the ORM's, so the
rules stay in one place.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import IntegerField, QuerySet, Subquery

# Lists of ids are as long as one of these, so that few shapes are made; the last id is repeated.
_LENGTHS = (1, 4, 21, 60, 120, 250, 500, 1000)
# No id, count or text of ours looks like these.
_NUMBER = 2**62 + 0x51_11_A6_E0
_TEXT = "\x01stand-in %d\x01"
_MOMENT = datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC)


class Prepared:
    """`build` gives a values_list queryset for its named arguments.

    Arguments are users (and other models), ints, strings, moments, or lists of ids. Of a user only
    the id, the role and `is_active` may be asked while building: anything else raises. Every other
    value may be passed to filters, and never be looked at: a stand-in is what one would see. Only
    truth values are what they are: each has a query of its own.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[Hashable, _Statement | None] = {}
        self._lock = Lock()
        self.__doc__ = build.__doc__

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows, as the queryset would give them."""
        connection = connections[DEFAULT_DB_ALIAS]
        places = {name: _Place.of(value) for name, value in values.items()}
        shape = (connection.vendor, *((name, place.shape) for name, place in places.items()))
        with self._lock:
            if shape not in self._made:
                self._made[shape] = self._make(places)
        statement = self._made[shape]
        if statement is None:
            return []
        return statement.ask([value for place in places.values() for value in place.values])

    def _make(self, places: dict[str, "_Place"]) -> "_Statement | None":
        start, arguments = 0, {}
        for name, place in places.items():
            arguments[name] = place.stand_in(start)
            start += len(place.values)
        compiler = self._build(**arguments).query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        kinds = [kind for place in places.values() for kind in place.kinds]
        stand_ins = {_adapted(_stand_in(kind, n)): n for n, kind in enumerate(kinds)}
        return _Statement(
            sql,
            [(stand_ins.get(value), value) for value in parameters],
            compiler,
            compiler.get_converters(columns),
        )


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, and for each parameter the number of the value that goes there, or what always does."""

    sql: str
    parameters: Sequence[tuple[int | None, Any]]
    compiler: Any
    converters: Any

    def ask(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        given = [_adapted(value) for value in values]
        parameters = [
            fixed if number is None else given[number] for number, fixed in self.parameters
        ]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [tuple(row) for row in rows]


@dataclass(frozen=True, slots=True)
class _Place:
    """One argument: its shape, the values in it, and what stands in for it while building."""

    shape: Hashable
    values: Sequence[Any]
    kinds: Sequence[type[Any]]
    stand_in: Callable[[int], Any]

    @classmethod
    def of(cls, value: Any) -> "_Place":
        if isinstance(value, models.Model):
            return cls._of_model(value)
        if isinstance(value, (list, tuple)):
            length = next((most for most in _LENGTHS if len(value) <= most), len(value))
            padded = [*value, *([value[-1]] * (length - len(value)))] if value else []
            return cls(
                ("list", len(padded)),
                padded,
                [int] * len(padded),
                lambda start: [_stand_in(int, start + n) for n in range(len(padded))],
            )
        kind = type(value)
        if kind is bool:
            return cls(("bool", value), [], [], lambda start: value)
        if kind not in (int, str, datetime):
            raise TypeError(f"a prepared query takes no {kind.__name__}")
        return cls(kind.__name__, [value], [kind], lambda start: _stand_in(kind, start))

    @classmethod
    def _of_model(cls, value: models.Model) -> "_Place":
        kept = [name for name in ("role", "is_active") if hasattr(value, name)]
        constant = [getattr(value, name) for name in kept]
        model = value._meta.model
        names = [field.attname for field in model._meta.concrete_fields]
        key = str(model._meta.pk.attname if model._meta.pk else "id")
        # In the order of the columns; whatever is left out raises when it is asked for.
        held = [name for name in names if name in {key, *kept}]

        def stand_in(start: int) -> models.Model:
            given = {key: _stand_in(int, start), **dict(zip(kept, constant, strict=True))}
            return model.from_db(DEFAULT_DB_ALIAS, held, [given[name] for name in held])

        return cls((model.__name__, *constant), [value.pk], [int], stand_in)


def _stand_in(kind: type[Any], number: int) -> Any:
    if kind is int:
        return _NUMBER + number
    return _TEXT % number if kind is str else _MOMENT + timedelta(microseconds=number)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value


class CountOf(Subquery):
    """How many rows a queryset has, as a column: several counts are one query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """Make a prepared query of a function that builds one."""
    return Prepared(build)
