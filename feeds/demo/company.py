"""The demo company put together, and whether it makes sense."""

from collections.abc import Iterator

from feeds.demo.conversations import load_conversations
from feeds.demo.groups import load_groups
from feeds.demo.people import load_people, load_statuses
from feeds.demo.shapes import Company, Said, Talk
from feeds.demo.tags import load_tags

NAME = "Atelier Nord"


def load_company() -> Company:
    """Everything that is known of Atelier Nord. Nothing of it is in a database yet."""
    people = load_people()
    return Company(
        people=people,
        statuses=load_statuses(),
        places=load_groups(people),
        words=load_tags(),
        talks=load_conversations(),
    )


def faults(company: Company) -> Iterator[str]:
    """What would be refused or look wrong: a sentence for each."""
    known = set(company.people)
    for place in company.places.values():
        waiting = {who for who, _note in place.requests} | set(place.invited)
        yield from (f"{who} of {place.key} is nobody" for who in (place.people | waiting) - known)
        yield from (f"{who} is in {place.key} already" for who in waiting & place.people)
    for word in company.words:
        yield from (
            f"{who} follows {word.name} but is nobody" for who in set(word.followers) - known
        )
    for status in company.statuses:
        if status.who not in known:
            yield f"{status.who} has a status but is nobody"
    for talk in company.talks:
        yield from _faults_of(company, talk)


def may_read(company: Company, talk: Talk, who: str) -> bool:
    """Whether somebody hears what is said in a talk, as the product will have it."""
    if talk.people:
        return who in talk.people
    guest = company.people[who].role == "guest"
    place = company.places.get(talk.place)
    if place is None or place.visibility == "open":
        return not guest
    return who in place.people


def _faults_of(company: Company, talk: Talk) -> Iterator[str]:
    where = talk.place or " & ".join(talk.people) or "company"
    place = company.places.get(talk.place)
    if talk.place and place is None:
        yield f"there is no group {talk.place}"
        return
    if place is not None and place.announcements and talk.first.author not in place.owners:
        yield f"{talk.first.author} cannot announce in {talk.place}"
    for number, said in enumerate(talk.everything):
        for who in _involved(said):
            if who not in company.people:
                yield f"{who} in {where} is nobody"
            elif not may_read(company, talk, who):
                yield f"{who} cannot read {where}: {said.text[:50]!r}"
        if said.author not in (place.people if place else set(company.people)):
            yield f"{said.author} cannot write in {where}"
        if said.reposts and (place is not None or talk.people or number):
            yield f"{said.text[:50]!r} cannot be reposted"
        for kind, people in said.reactions.items():
            if len(set(people)) != len(people):
                yield f"somebody reacts twice with {kind} to {said.text[:50]!r}"


def _involved(said: Said) -> set[str]:
    reacting = {who for people in said.reactions.values() for who in people}
    return {said.author, *reacting, *said.bookmarks, *(who for who, _delay in said.reposts)}
