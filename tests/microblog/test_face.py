"""What pages send and may not send: budgets, contrast, no inline code, drawings that exist."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
TOKENS = (STATIC / "css/tokens/tokens.css").read_text()
PAIR = re.compile(r"(--[\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)")
NORMAL = TOKENS.split("@media (prefers-contrast", 1)[0]

CSS_BUDGET = 16 * 1024
JS_BUDGET = 32 * 1024

# Text needs 4.5, marks and borders of controls 3.
TEXT_PAIRS = [
    *((ink, under) for ink in ("ink", "ink-2", "ink-3") for under in ("paper", "surface")),
    *((ink, "surface-2") for ink in ("ink", "ink-2", "ink-3", "brand")),
    *((ink, "surface-3") for ink in ("ink-2", "ink-3")),
    *(("brand", under) for under in ("paper", "surface", "brand-soft")),
    ("on-brand", "brand-fill"),
    ("on-brand", "brand-hi"),
    ("on-soft", "brand-soft"),
    ("buoy", "surface"),
    ("on-buoy", "buoy"),
    ("on-buoy-soft", "buoy-soft"),
    *((role, "surface") for role in ("ok", "warn", "bad", "violet", "blue", "rose")),
    *((f"on-{role}", f"{role}-soft") for role in ("ok", "warn", "bad", "violet", "blue", "rose")),
]
MARK_PAIRS = [("edge", under) for under in ("paper", "surface", "surface-2")]


def _luminance(color: str) -> float:
    digits = color.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "under", "least"),
    [*((*pair, 4.5) for pair in TEXT_PAIRS), *((*pair, 3.0) for pair in MARK_PAIRS)],
)
def test_colours_can_be_told_apart(ink: str, under: str, least: float, theme: int) -> None:
    colors = {name: values for name, *values in PAIR.findall(NORMAL)}

    measured = _contrast(colors[f"--{ink}"][theme], colors[f"--{under}"][theme])

    assert measured >= least


def test_old_browsers_get_the_light_values() -> None:
    fallback = (STATIC / "css/tokens/fallback.css").read_text()

    for name, light, _dark in PAIR.findall(NORMAL):
        assert f"{name}: {light};" in fallback


def test_templates_carry_no_inline_code() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:")

    found = [path for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text())]

    assert found == []


def test_every_drawing_named_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    asked = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }

    assert asked - drawn == set()


def test_every_stylesheet_is_imported() -> None:
    bundle = (STATIC / "css/app.css").read_text()
    alone = {"app.css", "errors.css"}

    for path in (STATIC / "css").rglob("*.css"):
        name = path.relative_to(STATIC / "css").as_posix()
        assert name in alone or f'url("{name}")' in bundle


def test_what_a_page_loads_stays_within_budget(settings: Any, tmp_path: Path) -> None:
    _collect(settings, tmp_path)
    css = next(tmp_path.glob("css/app.????????????.css")).read_bytes()
    scripts = list(tmp_path.glob("js/**/*.????????????.js"))

    assert b"@import" not in css
    assert len(gzip.compress(css, 9)) <= CSS_BUDGET
    assert scripts
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) <= JS_BUDGET


def test_hashed_modules_import_hashed_modules(settings: Any, tmp_path: Path) -> None:
    _collect(settings, tmp_path)

    for path in tmp_path.glob("js/**/*.????????????.js"):
        for target in re.findall(r'^import[^;]*?"([./][^"]+)";', path.read_text(), re.MULTILINE):
            assert re.search(r"\.[0-9a-f]{12}\.js$", target)
            assert (path.parent / target).exists()


def _collect(fixture: Any, folder: Path) -> None:
    backend = {"BACKEND": "microblog.static_storage.BundledManifestStorage"}
    fixture.STATIC_ROOT = folder
    fixture.STORAGES = product.STORAGES | {"staticfiles": backend}
    call_command("collectstatic", interactive=False, verbosity=0)
