"""Files one reads at a sitting. What outgrows its budget is split by noun or capability."""

from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, modules, say, templates

BUDGETS = {
    "modules": ([*modules(*APPS, "benchmarks")], 350),
    # A matrix is long because it is whole.
    "tests": ([*modules("tests")], 650),
    "templates": ([*templates()], 100),
    "stylesheets": ([path.relative_to(ROOT) for path in ROOT.glob("static/css/**/*.css")], 300),
    "scripts": ([path.relative_to(ROOT) for path in ROOT.glob("static/js/**/*.js")], 150),
}


@pytest.mark.parametrize("kind", BUDGETS)
def test_files_stay_within_their_budget(kind: str) -> None:
    files, most = BUDGETS[kind]
    rule = f"{kind} have at most {most} lines: split by noun or capability, never into _part2."

    found = [f"{path}: {length}" for path in files if (length := _lines(path)) > most]

    assert files
    assert not found, say(rule, found)


def _lines(path: Path) -> int:
    return (ROOT / path).read_text().count("\n")
