"""Imports run downwards: the contracts of pyproject.toml, kept by the tests as well."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import APPS, ROOT, imported, modules, say


def test_the_contracts_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    told = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout


def test_below_views_nobody_knows_of_pages() -> None:
    rule = (
        "An action, a queryset or a rule works for every door: it takes values and raises a"
        " Refusal; requests, responses, redirects and messages are of views, forms and middleware."
    )
    below = [
        *modules("ledger", "microblog/lib", "accounts/actions", "accounts/models"),
        *modules("accounts/policies.py", "accounts/users.py", "accounts/availability.py"),
        *modules("accounts/organizations.py", "accounts/domains.py", "accounts/photos.py"),
        *modules(
            "api/actions",
            "api/models",
            "feeds/actions",
            "feeds/models",
            "feeds/policies.py",
            "feeds/visibility.py",
        ),
        *modules("feeds/timelines.py", "feeds/directory.py", "feeds/search", "feeds/unread.py"),
        *modules("feeds/storage.py", "feeds/revisions.py", "feeds/realtime"),
    ]
    of_pages = ("django.http.", "django.shortcuts.", "django.contrib.messages.")
    allowed = {Path("microblog/lib/http.py")}

    broken = [
        f"{path}:{line} imports {name}"
        for path in below
        if path not in allowed
        for line, name in imported(path)
        if name.startswith(of_pages)
    ]

    assert not broken, say(rule, broken)


def test_our_own_models_send_no_signals() -> None:
    rule = (
        "What must happen with a row is written in the action that writes it, by name; what may"
        " follow hears of the ledger entry (@on). Signals are for the models of others only."
    )
    # Sessions are Django's: a socket must hear of the end of one, whoever ended it.
    allowed = {Path("feeds/subscribers.py")}

    broken = [
        f"{path}:{line} imports {name}"
        for path in modules(*APPS)
        if path not in allowed
        for line, name in imported(path)
        if name.startswith("django.db.models.signals")
    ]

    assert not broken, say(rule, broken)


def test_nobody_asks_whether_a_module_is_there() -> None:
    rule = "What we ship is there: import it. Code that looks whether it exists hides a mistake."
    asking = ("importlib.util.find_spec", "pkgutil.find_loader", "importlib.find_loader")

    broken = [
        f"{path}:{line} imports {name}"
        for path in modules(*APPS)
        for line, name in imported(path)
        if name in asking
    ]

    assert not broken, say(rule, broken)
