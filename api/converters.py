"""Ids in addresses of the API: decimal, and no larger than an id can be."""

from microblog.lib.ids import MAX_ID


class NumberConverter:
    """`<number:id>`; garbage is a 404 before any view runs."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > MAX_ID:
            raise ValueError("not an id")
        return number

    def to_url(self, value: int | str) -> str:
        return str(value)
