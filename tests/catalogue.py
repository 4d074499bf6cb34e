"""The French catalogue, kept by `python -m tests.catalogue`: gettext's tools need not be installed.

It reads every marked text of code and templates, keeps the translations there are, adds what is new
(empty, to be translated in the .po), drops what is gone, and compiles the .mo that pages use.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
CODE = ("accounts", "feeds", "api", "ledger", "microblog")
TEMPLATES = "templates"
HEAD = (
    "Project-Id-Version: Sillage\n"
    "Language: fr\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n > 1);\n"
)

# What each argument of a marking function is.
FUNCTIONS = {
    "gettext": ("one",),
    "ngettext": ("one", "many"),
    "pgettext": ("context", "one"),
    "npgettext": ("context", "one", "many"),
}
FUNCTIONS |= {f"{name}_lazy": parts for name, parts in FUNCTIONS.items()} | {
    "gettext_noop": ("one",)
}
_LITERAL = r"""[uU]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?")


@dataclass(frozen=True, order=True)
class Message:
    """An English text: what is looked up. `many` is "" where nothing is counted."""

    one: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """As the compiled catalogue spells it."""
        text = f"{self.one}\0{self.many}" if self.many else self.one
        return f"{self.context}\x04{text}" if self.context else text


@dataclass
class Entry:
    """Its French: one text, or one for 0 and 1 and one for more."""

    texts: tuple[str, ...]
    fuzzy: bool = False


@dataclass
class Marked:
    """What is marked for translation, and in which files."""

    places: dict[Message, list[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    """Where a text is put together at run time: nobody can translate it beforehand."""

    def add(self, place: str, function: str, texts: Iterable[str]) -> None:
        message = Message(**dict(zip(FUNCTIONS[function], texts, strict=False)))
        places = self.places.setdefault(message, [])
        if place not in places:
            places.append(place)


def marked() -> Marked:
    """Everything that code and templates mark, in the order of files."""
    found = Marked()
    for path in _files("*.py", CODE):
        _read_code(path, found)
    for path in _files("*", [TEMPLATES]):
        _read_template(path, found)
    return found


def _files(pattern: str, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (ROOT / folder).rglob(pattern) if path.is_file())


def _read_code(path: Path, found: Marked) -> None:
    text = path.read_text()
    if "gettext" not in text or path.suffix != ".py":
        return
    tree, place = ast.parse(text), path.relative_to(ROOT).as_posix()
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    for call in _calls(tree):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        function = names.get(name, name if isinstance(call.func, ast.Attribute) else "")
        if function not in FUNCTIONS:
            continue
        arguments = call.args[: len(FUNCTIONS[function])]
        texts = [str(arg.value) for arg in arguments if isinstance(arg, ast.Constant)]
        if len(texts) == len(FUNCTIONS[function]):
            found.add(place, function, texts)
        else:
            found.unreadable.append(f"{place}:{call.lineno}")


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    yield from sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _read_template(path: Path, found: Marked) -> None:
    place = path.relative_to(ROOT).as_posix()
    for name, *literals in _CALL.findall(templatize(path.read_text(), origin=place)):
        texts = [ast.literal_eval(literal) for literal in literals if literal]
        found.add(place, "gettext" if name == "_" else name, texts)


def read(path: Path = PO) -> dict[Message, Entry]:
    """The entries of a .po, the head left out."""
    entries = {}
    for block in path.read_text().split("\n\n"):
        fields: dict[str, str] = {}
        last = ""
        for line in block.splitlines():
            word, _space, rest = line.partition(" ")
            if line.startswith('"'):
                fields[last] += ast.literal_eval(line)
            elif line and not line.startswith("#"):
                last = word
                fields[last] = ast.literal_eval(rest)
        if fields.get("msgid"):
            message = Message(
                fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", "")
            )
            texts = tuple(text for word, text in fields.items() if word.startswith("msgstr"))
            entries[message] = Entry(texts, "\n#, fuzzy" in f"\n{block}")
    return entries


def write(places: Mapping[Message, list[str]], entries: Mapping[Message, Entry]) -> str:
    """The .po of these messages, with the translations there are."""
    head = "".join(_quoted(line) + "\n" for line in HEAD.splitlines(keepends=True))
    blocks = [f'msgid ""\nmsgstr ""\n{head}']
    for message, files in places.items():
        texts = entries[message].texts if message in entries else ("",)
        lines = [f"#: {place}" for place in files]
        if "%(" in message.one:
            lines.append("#, python-format")
        if message.context:
            lines.append(f"msgctxt {_quoted(message.context)}")
        lines.append(f"msgid {_quoted(message.one)}")
        if message.many:
            texts = texts if len(texts) == 2 else ("", "")
            lines.append(f"msgid_plural {_quoted(message.many)}")
            lines += [f"msgstr[{form}] {_quoted(text)}" for form, text in enumerate(texts)]
        else:
            lines.append(f"msgstr {_quoted(texts[0])}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def compiled(entries: Mapping[Message, Entry]) -> bytes:
    """The .mo (GNU gettext manual, 10.3): offsets of sorted keys, of their texts, then both."""
    pairs = {
        message.key: "\0".join(entry.texts) for message, entry in entries.items() if entry.texts[0]
    }
    rows = sorted((key.encode(), text.encode()) for key, text in ({"": HEAD} | pairs).items())
    tables: tuple[list[int], list[int]] = ([], [])
    end, body = 28 + 16 * len(rows), b""
    for column, table in enumerate(tables):
        for row in rows:
            table += [len(row[column]), end + len(body)]
            body += row[column] + b"\0"
    start = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 28)
    return start + struct.pack(f"<{4 * len(rows)}I", *tables[0], *tables[1]) + body


def renew() -> int:
    """Bring the .po and the .mo in line with the source; how many texts want a translation."""
    found = marked()
    PO.write_text(write(found.places, read()))
    entries = read()
    PO.with_suffix(".mo").write_bytes(compiled(entries))
    return sum(not all(entry.texts) for entry in entries.values())


if __name__ == "__main__":
    settings.configure()
    django.setup()
    missing = renew()
    print(f"{missing} texts to translate in {PO.relative_to(ROOT)}" if missing else "complete")
    sys.exit(bool(missing))
