"""The words of the ledger are a closed list, and operators can read what each means."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import ROOT, modules, tree

DOCUMENT = ROOT / "docs" / "operations" / "ledger-actions.md"
WORD = re.compile(r"[a-z]+\.[a-z_]+")


def documented() -> dict[str, set[str]]:
    """The facts of each action, as the document names them."""
    rows = re.findall(r"^\| `([a-z_.]+)` \|[^|]*\|([^|]*)\|", DOCUMENT.read_text(), re.MULTILINE)
    return {action: set(re.findall(r"`(\w+)`", facts)) for action, facts in rows}


def _declared() -> Iterator[str]:
    """Constants of the action modules that read like an action: NAME = "noun.past_tense"."""
    for path in modules("accounts/actions", "feeds/actions", "api/actions"):
        for node in tree(path).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                value = node.value.value
                if isinstance(value, str) and WORD.fullmatch(value):
                    yield value


def test_every_word_of_the_ledger_is_explained_to_operators() -> None:
    declared = list(_declared())

    assert len(declared) == len(set(declared)), "two actions have one word"
    assert set(declared) == set(documented()), "docs/operations/ledger-actions.md lists others"
