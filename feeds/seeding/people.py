"""Seeded people, groups, and who follows and joins what."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.actions.users import JOINED, PROFILE_CHANGED, REGISTERED
from accounts.models import Skill, User
from feeds.actions.follows import FOLLOWED, TAG_FOLLOWED
from feeds.actions.groups import CREATED
from feeds.actions.groups import JOINED as ENTERED
from feeds.models import Follow, Group, Membership, Notification, Tag, TagFollow
from feeds.models.notification import NotificationKind
from feeds.seeding.network import Circle, Member, PowerLaw, Scribe
from ledger.recording import label
from microblog.lib.folding import fold, tag_key

PASSWORD = "sillage-seed-2026"  # noqa: S105  made-up people have nothing to protect
DOMAIN = "seed.example"
GROUPS_EACH = 8
TAGS_EACH = 5
DEALT_WITH = timedelta(days=7)

_FIRST = """
Adèle Agathe Alice Amir Anaïs Anton Arthur Axel Basile Béatrice Bilal Brune Capucine Célia Cyril
Daphné Diego Dora Édouard Elias Elsa Émile Enzo Ève Fanny Félix Flora Gaël Gabin Greta Habib Hana
Hector Ibrahim Ilan Ines Iris Ivan Jasmine Joachim Jules Kenza Killian Lamia Léa Lila Loïc Louise
Malo Marius Maya Milo Mona Nabil Nina Noé Octave Olga Otis Paola Rayan Rémi Rosa Salomé Simon Sofia
Tania Théa Ugo Valentin Vera Victor Wassim Yann Yara Zoé
""".split()
_LAST = """
Abadie André Barbier Baron Benoît Blanc Bonnet Boucher Brun Caron Chevalier Clément Collet Cordier
Da Costa David Delmas Deschamps Diop Dubois Dumont Durand Fabre Faure Fernandez Fleury Fournier
Gaillard Garcia Gautier Gilbert Girard Guérin Haddad Henry Hubert Jacob Jacquet Klein Lacroix
Laurent Lebrun
Leclerc Lefèvre Legrand Lemoine Lopez Maillard Mallet Marchal Martin Meunier Michel Monnier Moreau
Morin Mueller Nicolas Noël Olivier Paris Pascal Perrot Picard Pires Prévost Renard Rey Richard Robin
Roger Rolland Roussel Roy Schmitt Simon Tessier Thomas Traoré Vasseur Vidal Vincent Weber
""".split()
_JOBS = (
    ("Chargée de mission", "Études"),
    ("Ingénieur", "Technique"),
    ("Développeuse", "Technique"),
    ("Technicien", "Support"),
    ("Chef de projet", "Conseil"),
    ("Account manager", "Commerce"),
    ("Comptable", "Finance"),
    ("Designer", "Design"),
    ("Assistant", "Administration"),
    ("Data analyst", "Études"),
)
_SITES = ("Paris", "Paris", "Lyon", "Nantes", "Lille", "Toulouse", "Londres", "À distance")
_SKILLS = """
accueil achats allemand anglais architecture audit budget comptabilité conception contrats CSS
Django droit enquêtes ergonomie formation gestion Java Linux logistique marketing Python qualité
rédaction
recrutement réseau sécurité SQL statistiques support traduction vente
""".split()
_TOPICS = """
accueil agenda archives atelier audit bilan budget client comité contrat cyber données délai enquête
facture formation incident livraison logistique marché mission migration modèle métier note offre
page paie partenaire pilote planning portail procédure projet qualité recette relance réunion réseau
service site stage stratégie suivi tarif terrain test usage veille visite
""".split()
_KINDS = ("open", "open", "open", "private", "open", "private", "open", "secret", "private", "open")


def write_people(scribe: Scribe, count: int) -> list[Member]:
    """`count` people with a verified address, one password, a manager, a site and skills."""
    chance, password = scribe.chance, make_password(PASSWORD)
    skills = [_skill(name) for name in _SKILLS]
    taken = set(User.objects.values_list("handle", flat=True))
    people: list[Member] = []
    while len(people) < count:
        number = len(people)
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        handle = _free(f"{fold(name.split()[0])}{number + 1}", taken)
        moment = scribe.start - timedelta(days=20) + timedelta(days=10) * number / count
        member = Member(scribe.new_id(moment), handle, "en" if chance.random() < 0.25 else "fr")
        manager = people[(number - 1) // 8] if number else None
        _write_person(scribe, member, name, moment, password, manager)
        for skill in chance.sample(skills, 3):
            scribe.bulk.add(User.skills.through, user_id=member.pk, skill_id=skill.pk)
        people.append(member)
    scribe.bulk.flush()
    return people


def _write_person(
    scribe: Scribe,
    member: Member,
    name: str,
    moment: datetime,
    password: str,
    manager: Member | None,
) -> None:
    job, department = scribe.chance.choice(_JOBS)
    salt, email = scribe.new_salt(), f"{member.handle}@{DOMAIN}"
    profile = {
        "display_name": name,
        "job_title": job,
        "department": department,
        "site": scribe.chance.choice(_SITES),
        "about": "",
        "details": [],
    }
    scribe.bulk.add(
        User,
        **profile,
        id=member.pk,
        handle=member.handle,
        sort_name=fold(name),
        email=email,
        role="member",
        password=password,
        last_login=None,
        manager_id=manager.pk if manager else None,
        time_zone="Europe/Paris",
        language=member.language,
        theme="system",
        compact=False,
        shortcuts=True,
        work_from=9 * 60,
        work_until=18 * 60,
        work_days=0b0011111,
        avatar="",
        salt=salt,
        revision=1,
        is_active=True,
        is_system=False,
        joined_at=moment,
        welcomed_at=moment,
        created_at=moment,
    )
    scribe.bulk.add(EmailAddress, user_id=member.pk, email=email, verified=True, primary=True)
    me = member.label
    scribe.record(REGISTERED, at=moment, actor=me, subject=me, facts={"role": "member"})
    scribe.record(JOINED, at=moment, actor=me, subject=me)
    fields = {"fields": sorted(profile)}
    scribe.record(
        PROFILE_CHANGED, at=moment, actor=me, subject=me, content=profile, salt=salt, facts=fields
    )


def write_groups(scribe: Scribe, people: Sequence[Member], count: int) -> list[Circle]:
    """`count` groups of power-law sizes; three in ten are private, one in ten is secret."""
    chance = scribe.chance
    taken = set(Group.objects.values_list("slug", flat=True))
    begun = scribe.start - timedelta(days=8)
    circles = []
    for number in range(count):
        kind = _KINDS[number % len(_KINDS)]
        circle = Circle(scribe.new_id(begun), kind, number % 20 == 4, chance.choice(people))
        first, second = chance.sample(_TOPICS, 2)
        name = f"{first.capitalize()} {second} {number + 1}"
        slug = fold(name).replace(" ", "-")
        if kind == "secret":
            slug += f"-{chance.getrandbits(32):08x}"
        _write_group(scribe, circle, name, _free(slug, taken), begun)
        circles.append(circle)
    _write_members(scribe, people, circles, begun)
    scribe.bulk.flush()
    return circles


def _write_group(scribe: Scribe, circle: Circle, name: str, slug: str, begun: datetime) -> None:
    content = {"name": name, "purpose": f"Pour tout ce qui touche à {name.lower()}."}
    posting, salt = "owners" if circle.announcements else "members", scribe.new_salt()
    scribe.bulk.add(
        Group,
        **content,
        id=circle.pk,
        slug=slug,
        visibility=circle.visibility,
        posting=posting,
        created_at=begun,
        closed_at=None,
        salt=salt,
        revision=0,
    )
    scribe.record(
        CREATED,
        at=begun,
        actor=circle.founder.label,
        subject=circle.label,
        scope=circle.label,
        content=content,
        salt=salt,
        facts={"visibility": circle.visibility, "posting": posting},
    )
    _join(scribe, circle, circle.founder, begun)


def _write_members(
    scribe: Scribe, people: Sequence[Member], circles: list[Circle], begun: datetime
) -> None:
    law = PowerLaw(circles, 0.6)
    for person in people:
        for circle in law.choose_many(scribe.chance, min(GROUPS_EACH, len(circles))):
            if person is not circle.founder:
                moment = begun + timedelta(minutes=scribe.chance.randrange(1, 2000))
                _join(scribe, circle, person, moment)
                facts = {"user": person.label}
                scribe.record(
                    ENTERED,
                    at=moment,
                    actor=person.label,
                    subject=circle.label,
                    scope=circle.label,
                    facts=facts,
                )


def _join(scribe: Scribe, circle: Circle, person: Member, moment: datetime) -> None:
    role = "owner" if person is circle.founder else "member"
    scribe.bulk.add(Membership, group_id=circle.pk, user_id=person.pk, role=role, joined_at=moment)
    circle.members.append(person)


def write_follows(scribe: Scribe, people: Sequence[Member], average: int) -> int:
    """Power-law follows, `average` a person: one in ten follows few, one in ten twice as many."""
    chance, law, written = scribe.chance, PowerLaw(people, 0.5), 0
    for number, person in enumerate(people):
        factor = {0: 0.05, 1: 1.95}.get(number % 10, 1.0)
        wanted = min(round(average * factor), len(people) - 1)
        chosen = [other for other in law.choose_many(chance, wanted + 1) if other is not person]
        for other in chosen[:wanted]:
            moment = scribe.start - timedelta(minutes=chance.randrange(1, 8000))
            _write_follow(scribe, person, other, moment)
            written += 1
        if number % 200 == 199:
            scribe.bulk.flush()
    scribe.bulk.flush()
    return written


def _write_follow(scribe: Scribe, person: Member, other: Member, moment: datetime) -> None:
    scribe.bulk.add(
        Follow,
        id=scribe.new_id(moment),
        follower_id=person.pk,
        followed_id=other.pk,
        reposts=True,
        endorsed=False,
    )
    scribe.record(FOLLOWED, at=moment, actor=person.label, subject=other.label)
    notify(scribe, NotificationKind.FOLLOW, other, by=person, moment=moment)


def write_tags(scribe: Scribe, people: Sequence[Member], count: int) -> list[Tag]:
    """`count` tags that seeded posts use, and who follows them. Tags that exist are used again."""
    chance = scribe.chance
    names = _TOPICS[:count]
    names = names + [f"{_TOPICS[n % len(_TOPICS)]}-{n}" for n in range(count - len(names))]
    known = {tag.key for tag in Tag.objects.filter(key__in=[tag_key(name) for name in names])}
    for name in names:
        if tag_key(name) not in known:
            scribe.bulk.add(Tag, id=scribe.new_id(scribe.start), key=tag_key(name), name=name)
    scribe.bulk.flush()
    by_key = Tag.objects.in_bulk([tag_key(name) for name in names], field_name="key")
    tags = [by_key[tag_key(name)] for name in names]
    law = PowerLaw(tags, 0.8)
    for person in people:
        for tag in law.choose_many(chance, chance.randrange(TAGS_EACH + 1)):
            moment = scribe.start + timedelta(hours=chance.randrange(8000))
            scribe.bulk.add(TagFollow, id=scribe.new_id(moment), user_id=person.pk, tag_id=tag.pk)
            scribe.record(TAG_FOLLOWED, at=moment, actor=person.label, subject=label(tag))
    scribe.bulk.flush()
    return tags


def notify(
    scribe: Scribe,
    kind: str,
    person: Member,
    *,
    by: Member,
    moment: datetime,
    post_id: int | None = None,
) -> None:
    """Tell somebody; what is older than a week was dealt with an hour later."""
    old = moment < scribe.now - DEALT_WITH
    scribe.bulk.add(
        Notification,
        id=scribe.new_id(moment),
        recipient_id=person.pk,
        kind=kind,
        actor_id=by.pk,
        post_id=post_id,
        group_id=None,
        done_at=moment + timedelta(hours=1) if old else None,
    )


def _free(wish: str, taken: set[str]) -> str:
    """`wish`, or with the first number that makes it new."""
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    taken.add(name)
    return name


def _skill(name: str) -> Skill:
    return Skill.objects.get_or_create(key=fold(name), defaults={"name": name})[0]
