"""Whatever reads for somebody asks what they may see, and there is no way around it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from microblog.lib.visibility import Guarded, every_guarded_model_has_both_rules
from tests.architecture.sources import modules, say, tree

RULES = ("feeds.visibility", "microblog.lib.visibility")

# Reading without the rule, and why it is right there.
ASKED_BEFORE = {
    "feeds/directory.py:_skilled": "narrows people whom visible_to gave",
    "feeds/selections.py:with_media": "files of posts that visible_to gave",
    "feeds/search/query.py:_in_place": "a tag's use by posts that the query already narrows",
    "feeds/search/index.py:rebuild": "the index is of all posts; the query narrows it",
    "feeds/views/updates.py:_new": "of ids that the reader's own feed gave",
    "feeds/views/updates.py:_authors": "of ids that the reader's own feed gave",
    "api/rendering/people.py:counts_of": "only how many company posts people wrote",
    "api/views/registration.py:_exists": "under the test profile: whether a name is taken",
    "api/views/about.py:_weeks": "only how many there are, of the whole company's",
    "api/views/instance.py:figures": "only how many there are, of the whole company's",
    "api/rendering/posts.py:_make": "of ids that rows_of asked the rule about",
    "api/rendering/people.py:_load": "authors of posts that rows_of asked the rule about",
    "feeds/rendering.py:_load": "of ids that _rows asked the rule about",
    "feeds/showing.py:_marks": "the reader's own reposts",
    "feeds/showing.py:parts_of": "the readers' own reposts",
    "feeds/unread.py:_counts": "the reader's own row",
    "feeds/unread.py:waiting": "of conversations that the reader is in",
    "feeds/views/welcome.py:_steps": "whether the reader has posted",
}


def _guarded() -> set[str]:
    return {model.__name__ for model in apps.get_models() if issubclass(model, Guarded)}


def _rule_names(path: Path) -> set[str]:
    """What a module calls the rules: names imported from visibility, or visibility itself."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if node.module in RULES or f"{node.module}.{name.name}" in RULES:
                    names.add(name.asname or name.name)
    return names


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _reads(function: ast.AST, guarded: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Each `Model.objects.method(…)` of a guarded model, with its method."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        manager = node.func.value
        if (
            isinstance(manager, ast.Attribute)
            and manager.attr == "objects"
            and isinstance(manager.value, ast.Name)
            and manager.value.id in guarded
        ):
            yield node.func.attr, node


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _rule_in(function: ast.AST, rules: set[str]) -> set[str]:
    """The rules' names, and those of variables made of them."""
    known = set(rules)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and _names(node.value or node) & known:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            known |= {name for target in targets for name in _names(target)}
    return known


def _narrowed(function: ast.AST, known: set[str]) -> set[ast.AST]:
    """The calls that a later link of their chain narrows: .visible_to(…) or .filter(rule)."""
    found: set[ast.AST] = set()
    for call in ast.walk(function):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr == "visible_to" or any(_names(given) & known for given in call.args):
            link: ast.AST = call
            while isinstance(link, ast.Call) and isinstance(link.func, ast.Attribute):
                found.add(link)
                link = link.func.value
    return found


def _without_rule(path: Path) -> Iterator[str]:
    guarded, rules = _guarded(), _rule_names(path)
    for function in _functions(path):
        narrowed = _narrowed(function, _rule_in(function, rules))
        for method, call in _reads(function, guarded):
            if method not in {"visible_to", "none"} and call not in narrowed:
                yield f"{path}:{function.name}"


def test_who_reads_for_somebody_asks_the_rule() -> None:
    rule = (
        "A page, a form or a feed reads guarded models by Model.objects.visible_to(reader), or by a"
        " condition of feeds.visibility. Is it right without? Say why in ASKED_BEFORE."
    )
    reading = [
        *modules("feeds/views", "feeds/forms", "feeds/shell.py", "feeds/directory.py"),
        *modules("feeds/timelines.py", "feeds/search", "feeds/unread.py", "feeds/rendering.py"),
        *modules("feeds/showing.py", "feeds/selections.py"),
        *modules("api/views", "api/rendering", "api/serializers"),
        *modules("feeds/revisions.py", "feeds/templatetags", "microblog/templatetags"),
        *modules("accounts/views", "accounts/forms", "accounts/middleware.py", "accounts/http.py"),
    ]

    found = {place for path in reading for place in _without_rule(path)}

    assert not found - set(ASKED_BEFORE), say(rule, sorted(found - set(ASKED_BEFORE)))
    assert not set(ASKED_BEFORE) - found, "no longer needed: take them out of ASKED_BEFORE"


def test_no_relation_leads_to_guarded_rows_by_the_back_door() -> None:
    rule = (
        "A relation of a guarded model has related_name='+': from the other side it would give its"
        " rows without asking who may see them."
    )
    # A file is seen with its post, whoever sees it.
    allowed = {"Attachment.post"}

    found = [
        f"{model.__name__}.{field.name} gives .{field.remote_field.related_name or field.name}"
        for model in apps.get_models()
        if issubclass(model, Guarded)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and not field.remote_field.hidden
        and f"{model.__name__}.{field.name}" not in allowed
    ]

    assert not found, say(rule, found)


def test_every_guarded_model_has_both_rules() -> None:
    assert list(every_guarded_model_has_both_rules(None)) == []
    assert {"User", "Group", "Post", "Conversation", "Notification"} <= _guarded()
