"""Writing rows by the ten thousand: COPY on PostgreSQL, executemany on SQLite."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

Rows = list[tuple[Any, ...]]


class Bulk:
    """Buffers rows of several tables and writes them together, in one transaction a flush.

    Rows name every column by its attribute (`author_id`), but for a primary key that the database
    counts up. Nothing is checked but what the database checks.
    """

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], _Table] = {}

    def add(self, model: type[models.Model], **values: Any) -> None:
        """Keep one row for the next flush. Raises KeyError when a column is missing."""
        table = self._tables.get(model)
        if table is None:
            table = self._tables[model] = _Table(model, frozenset(values))
        table.add(values)

    def flush(self, *also: Callable[[], object]) -> None:
        """Write all that is kept, and whatever else belongs to it."""
        with transaction.atomic():
            for model in _parents_first(self._tables):
                self._tables[model].flush()
            for do in also:
                do()


class _Table:
    """The kept rows of one model."""

    def __init__(self, model: type[models.Model], given: frozenset[str]) -> None:
        fields = [
            field
            for field in model._meta.concrete_fields
            if field.attname in given or not isinstance(field, models.AutoField)
        ]
        quote = connection.ops.quote_name
        self.names = [field.attname for field in fields]
        if unknown := given - set(self.names):
            raise KeyError(f"{model.__name__} has no {sorted(unknown)}")
        columns = ", ".join(quote(str(field.column)) for field in fields)
        self.target = f"{quote(model._meta.db_table)} ({columns})"
        self.adapt = {
            place: _ADAPTERS[type(field)]
            for place, field in enumerate(fields)
            if type(field) in _ADAPTERS
        }
        self.rows: Rows = []

    def add(self, values: Mapping[str, Any]) -> None:
        row = [values[name] for name in self.names]
        for place, adapt in self.adapt.items():
            row[place] = adapt(row[place])
        self.rows.append(tuple(row))

    def flush(self) -> None:
        rows, self.rows = self.rows, []
        if rows:
            write_rows(self.target, len(self.names), rows)


def _parents_first(found: Collection[type[models.Model]]) -> list[type[models.Model]]:
    """Models after those they point to: while SQLite waits for the parent of any row, it looks for
    children of each new one, in every table and without an index.
    """
    waiting, done = set(found), dict[type[models.Model], None]()

    def visit(model: type[models.Model]) -> None:
        waiting.discard(model)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in waiting:
                visit(field.related_model)
        done[model] = None

    for model in found:
        if model in waiting:
            visit(model)
    return list(done)


def write_rows(target: str, width: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows into `target`, a quoted table with its columns in parentheses."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * width)
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", list(rows))  # noqa: S608


def _moment(moment: datetime | None) -> Any:
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)


_ADAPTERS: dict[type[Any], Callable[[Any], Any]] = {
    models.DateTimeField: _moment,
    models.JSONField: json.dumps,
}
