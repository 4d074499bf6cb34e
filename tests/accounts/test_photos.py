"""Photos of people: cut, stripped, behind the permission check."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, kind, **options)
    return file.getvalue()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, content: bytes, name: str = "me.jpg") -> None:
    client.post("/settings/photo", {"photo": SimpleUploadedFile(name, content)})


def test_a_photo_is_a_square_without_metadata(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010E] = "At home, 48.85 N 2.35 E"

    send(browser(cast.ben), picture(exif=exif))

    cast.ben.refresh_from_db()
    served = browser(cast.cleo).get(cast.ben.avatar_url)
    shown = Image.open(BytesIO(b"".join(served)))
    assert shown.size[0] == shown.size[1]
    assert not shown.getexif()
    assert served.headers["Content-Type"] == "image/webp"
    assert served.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"<script>alert(1)</script>" * 10,
        b"%PDF-1.4",
        b"MZ" + bytes(200),
    ],
)
def test_what_is_no_picture_changes_nothing_and_leaves_nothing(
    cast: Cast, media: Path, content: bytes
) -> None:
    send(browser(cast.ben), content)

    cast.ben.refresh_from_db()
    assert cast.ben.avatar == ""
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_photo_is_replaced_and_removed_with_its_files(cast: Cast, media: Path) -> None:
    client = browser(cast.ben)
    send(client, picture())
    send(client, picture("PNG"), "me.png")
    assert len(list((media / "avatars").iterdir())) == 1

    client.post("/settings/photo", {"remove": "1"})

    cast.ben.refresh_from_db()
    assert cast.ben.avatar == ""
    assert not list((media / "avatars").iterdir())


def test_the_photo_of_somebody_one_does_not_know_is_not_there(cast: Cast) -> None:
    send(browser(cast.cleo), picture())
    cast.cleo.refresh_from_db()

    seen = browser(cast.ben).get(cast.cleo.avatar_url)
    assert b"".join(seen).startswith(b"RIFF")
    assert browser(cast.gus).get(cast.cleo.avatar_url).status_code == 404
    assert Client().get(cast.cleo.avatar_url).status_code == 302
    assert browser(cast.ben).get("/avatars/cleo/another").status_code == 404


def test_the_folder_of_media_is_no_address(cast: Cast) -> None:
    send(browser(cast.ben), picture())
    cast.ben.refresh_from_db()

    for path in (f"/media/avatars/{cast.ben.avatar}/large.webp", f"/avatars/{cast.ben.avatar}",
                 f"/static/../media/avatars/{cast.ben.avatar}/large.webp"):  # fmt: skip
        assert browser(cast.ben).get(path).status_code == 404
