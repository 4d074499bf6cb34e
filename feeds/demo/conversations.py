"""Reading what people said from the scripts in data/conversations.

A script is plain text, made to be written and reviewed by hand:

    [12d 10:14] aicha > projet-oceane     a thread, 12 working days ago, in a group
    [25m] thomas (en)                     to the company, 25 working minutes ago, in English
    [3d 15:10] noemie & thomas            direct messages between these people
    The text, in as many lines as it needs. {day+2}, {date-1} and {month+1} count from the post.
    + thanks lucas noemie; bravo ines     reactions
    ::edit 5m "lundi" => "mardi"          a later edit
    ::repost karim 2h                     passed on
    ::save noemie                         bookmarked
    ::retract 1d                          taken back
    ::file plan.png What it shows         with a file of data/files; what a picture shows
    -> lucas 14m                          a reply to the first post, 14 working minutes later
    ->> thomas 2h                         a reply to what was said just before
    // a note for the reader of the script
"""

import re
from collections.abc import Iterator
from pathlib import Path

from feeds.demo.people import minutes
from feeds.demo.shapes import REACTIONS, Brought, Delay, Edit, Moment, Reply, Said, Talk
from feeds.demo.typography import typeset

_FOLDER = Path(__file__).parent / "data" / "conversations"
FILES = Path(__file__).parent / "data" / "files"
_NAMES = r"[a-z]+"
_HEAD = re.compile(
    r"\[(?P<when>[^\]]+)\] (?P<who>[a-z]+)"
    r"(?: > (?P<place>[a-z0-9-]+)|(?P<others>(?: & [a-z]+)+))?(?P<english> \(en\))?"
)
_REPLY = re.compile(r"(?P<arrow>->>?) (?P<who>[a-z]+) (?P<delay>\w+)(?P<english> \(en\))?")
_EDIT = re.compile(r'(?P<delay>\w+) "(?P<before>[^"]*)" => "(?P<after>[^"]*)"')
_DELAY = re.compile(r"(\d+)([mhd])")


class BadScript(ValueError):
    """A line of a script that says nothing we understand."""


def load_conversations() -> tuple[Talk, ...]:
    """Everything that was said, script by script."""
    scripts = sorted(_FOLDER.glob("*.txt"))
    return tuple(talk for path in scripts for talk in read_script(path.read_text("utf-8")))


def read_script(text: str) -> Iterator[Talk]:
    """The talks of one script. Raises BadScript, with the line, on what it does not understand."""
    talk: Talk | None = None
    said: Said | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("//"):
            continue
        try:
            if line.startswith("["):
                if talk is not None:
                    yield _finished(talk)
                talk = _opened(line)
                said = talk.first
            elif talk is None or said is None:
                if line.strip():
                    raise BadScript("text before the first talk")
            elif line.startswith("->"):
                said = _reply(line)
                talk.replies.append(said)
            elif line.startswith("+ "):
                _react(said, line[2:])
            elif line.startswith("::"):
                _direct(said, line[2:])
            else:
                said.text += line + "\n"
        except (BadScript, ValueError) as error:
            raise BadScript(f"line {number}: {error}: {line!r}") from error
    if talk is not None:
        yield _finished(talk)


def read_delay(text: str) -> Delay:
    """Read "14m", "2h" or "3d"."""
    found = _DELAY.fullmatch(text)
    if found is None:
        raise BadScript(f"{text!r} is not a delay")
    amount = int(found[1])
    match found[2]:
        case "d":
            return Delay(days=amount)
        case "h":
            return Delay(minutes=amount * 60)
        case _:
            return Delay(minutes=amount)


def _opened(line: str) -> Talk:
    found = _HEAD.fullmatch(line)
    if found is None:
        raise BadScript("not the head of a talk")
    others = tuple(name for name in (found["others"] or "").split(" & ") if name)
    return Talk(
        first=Said(found["who"], "", _language(found["english"])),
        moment=_moment(found["when"]),
        place=found["place"] or "",
        people=(found["who"], *others) if others else (),
    )


def _reply(line: str) -> Reply:
    found = _REPLY.fullmatch(line)
    if found is None:
        raise BadScript("not the head of a reply")
    return Reply(
        found["who"],
        "",
        _language(found["english"]),
        delay=read_delay(found["delay"]),
        to_previous=found["arrow"] == "->>",
    )


def _language(mark: str | None) -> str:
    return "en" if mark else "fr"


def _moment(text: str) -> Moment:
    days, _, clock = text.partition(" ")
    if not clock:
        return Moment(ago=read_delay(days).minutes)
    return Moment(days=read_delay(days).days, minute=minutes(clock))


def _react(said: Said, text: str) -> None:
    for part in text.split("; "):
        kind, *people = part.split()
        if kind not in REACTIONS:
            raise BadScript(f"{kind!r} is not a reaction")
        said.reactions.setdefault(kind, []).extend(people)


def _direct(said: Said, text: str) -> None:
    word, _, rest = text.partition(" ")
    match word:
        case "edit":
            found = _EDIT.fullmatch(rest)
            if found is None:
                raise BadScript("not an edit")
            said.edits.append(Edit(read_delay(found["delay"]), found["before"], found["after"]))
        case "repost":
            who, delay = rest.split()
            said.reposts.append((who, read_delay(delay)))
        case "save":
            said.bookmarks += rest.split()
        case "retract":
            said.retracted = read_delay(rest)
        case "file":
            name, _, alt = rest.partition(" ")
            if not (FILES / name).is_file():
                raise BadScript(f"there is no file {name!r}")
            said.files.append(Brought(name, typeset(alt, said.language)))
        case _:
            raise BadScript(f"{word!r} is not a direction")


def _finished(talk: Talk) -> Talk:
    for said in talk.everything:
        said.text = typeset(said.text.strip(), said.language)
        if not said.text:
            raise BadScript(f"{said.author} says nothing at {talk.moment}")
        said.edits = [
            Edit(
                edit.delay, typeset(edit.before, said.language), typeset(edit.after, said.language)
            )
            for edit in said.edits
        ]
    return talk
