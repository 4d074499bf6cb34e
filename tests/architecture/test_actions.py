"""An action says who acts, by name: no positional actor, no ambient one."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import modules, say, tree

# Public functions of action modules that are no acts of anybody, and why.
NOT_ACTS = {
    "register_user": "nobody is there yet: the new person acts, or the administrator given",
    "commitment_of": "what an entry keeps of a file",
    "hash_of": "how an invitation is found by its token",
    "withdraw": "a consequence of the act that calls it, which asked and records",
    "settle": "the same",
    "stop_asking": "the same",
    "new_value": "what a token will be",
}
# Consequences as well: whom an act tells.
TELLING = "notify_"


def _public() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in modules("accounts/actions", "feeds/actions", "api/actions"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path}:{node.lineno} {node.name}", node


def test_an_action_takes_its_actor_and_everything_by_keyword() -> None:
    rule = (
        "A public function of an actions module is an act: def verb_noun(*, actor, …). Who acts is"
        " an argument, and every argument is named where it is called."
    )

    found = [
        place
        for place, function in _public()
        if function.name not in NOT_ACTS
        and not function.name.startswith(TELLING)
        and (
            function.args.args
            or function.args.posonlyargs
            or "actor" not in {argument.arg for argument in function.args.kwonlyargs}
        )
    ]

    assert not found, say(rule, found)


def test_an_action_says_what_it_does() -> None:
    rule = "An action has a docstring: it is what views, commands and jobs program against."

    found = [place for place, function in _public() if not ast.get_docstring(function)]

    assert not found, say(rule, found)
