"""Variables are read as they are meant, or the process ends with one line that names them."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from microblog import env
from microblog.env import BadSetting


@pytest.mark.parametrize("value", ["1", "true", "YES", " on "])
def test_a_flag_is_on(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("A_FLAG", value)

    assert env.flag("A_FLAG") is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off"])
def test_a_flag_is_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("A_FLAG", value)

    assert env.flag("A_FLAG", True) is False


def test_what_is_empty_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("A_FLAG", "A_NUMBER", "A_TEXT", "SOME_WORDS"):
        monkeypatch.setenv(name, "  ")

    assert env.flag("A_FLAG", True) is True
    assert env.number("A_NUMBER", 7) == 7
    assert env.text("A_TEXT", "default") == "default"
    assert env.words("SOME_WORDS") == []


def test_words_stand_between_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_WORDS", "a.example, b.example  c.example")

    assert env.words("SOME_WORDS") == ["a.example", "b.example", "c.example"]


def test_a_database_is_read_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_DATABASE", "postgres://ada:s%40crt@db.example:5433/sillage")

    found = env.database("A_DATABASE", "sqlite:///x")

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "sillage")
    assert (found["USER"], found["PASSWORD"]) == ("ada", "s@crt")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.flag, "maybe"),
        (lambda name: env.number(name, 1), "ten"),
        (env.networks, "10.0.0.0/99"),
        (lambda name: env.database(name, ""), "not an address"),
        (lambda name: env.database(name, ""), "mysql://ada@db.example/sillage"),
        (lambda name: env.mail(name, ""), "carrier pigeon"),
    ],
)
def test_what_cannot_be_read_ends_the_process_naming_the_variable(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[str], object], value: str
) -> None:
    monkeypatch.setenv("A_VARIABLE", value)

    with pytest.raises(BadSetting) as ending:
        read("A_VARIABLE")

    assert str(ending.value).startswith("A_VARIABLE: ")
    assert "\n" not in str(ending.value)


def test_a_password_never_appears_in_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_DATABASE", "nonsense://ada:s3cret@db.example/x")

    with pytest.raises(BadSetting) as ending:
        env.database("A_DATABASE", "")

    assert "s3cret" not in str(ending.value)


def test_a_secret_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "secret_key"

    made = env.secret("A_SECRET", file)

    assert len(made) >= 80
    assert env.secret("A_SECRET", file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_that_is_given_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "given").write_text("from a file\n")
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "given"))

    assert env.secret("A_SECRET", tmp_path / "made") == "from a file"

    monkeypatch.setenv("A_SECRET", "from the environment")

    assert env.secret("A_SECRET", tmp_path / "made") == "from the environment"
    assert not (tmp_path / "made").exists()


def test_a_secret_file_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(BadSetting, match=r"^A_SECRET_FILE: "):
        env.secret("A_SECRET", tmp_path / "made")
