"""Files: taken in with care, served through the permission check, gone when nobody wants them."""

import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from accounts.users import system
from feeds.actions.attachments import (
    MOST_FILES,
    MOST_WAITING,
    describe_file,
    discard_abandoned_files,
    discard_file,
    upload_file,
)
from feeds.actions.posts import retract_post
from feeds.models import Attachment, Post
from feeds.tasks import clear_abandoned_files
from ledger.models import Entry
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.jobs import enqueue_due
from tests.builders import a_message, a_post
from tests.cast import Cast
from tests.feeds.world import a_file, a_picture
from tests.microblog.lib.test_movies import PLACE, film

pytestmark = pytest.mark.django_db

TEXT = bytes(range(32, 127)) * 40


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, content: bytes, name: str = "a.png", **fields: str) -> Any:
    return client.post("/files", {"file": SimpleUploadedFile(name, content), **fields})


def whole(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def kept(media: Path) -> list[Path]:
    return [path for path in (media / "files").rglob("*") if path.is_file()]


# -- Taking in ------------------------------------------------------------------------------------


def test_a_picture_is_taken_and_told_of(cast: Cast) -> None:
    answer = send(browser(cast.ben), a_picture().getvalue(), "Photo d’été.png", alt="The sea")

    told = answer.json()
    file = Attachment.objects.get()
    assert answer.status_code == 201
    assert (told["id"], told["kind"], told["name"]) == (file.key, "image", "Photo d’été.webp")
    assert (file.uploader, file.alt, file.post) == (cast.ben, "The sea", None)
    assert Entry.objects.filter(action="file.uploaded").count() == 1


def test_where_and_with_what_a_picture_was_taken_is_gone(cast: Cast, media: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    picture = BytesIO()
    Image.new("RGB", (64, 64), "red").save(picture, "JPEG", exif=exif, comment=b"SecretComment")
    client = browser(cast.ben)

    told = send(client, picture.getvalue() + b"SecretTail", "a.jpg").json()

    for path in kept(media):
        assert b"Secret" not in path.read_bytes()
    served = whole(client.get(f"/files/{told['id']}/full"))
    assert not Image.open(BytesIO(served)).getexif()


def test_where_a_video_was_taken_is_gone(cast: Cast, media: Path) -> None:
    assert send(browser(cast.ben), film(), "a.mp4").status_code == 201

    assert all(PLACE not in path.read_bytes() for path in kept(media))


def _bomb() -> bytes:
    """A PNG of 900 million pixels in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        sum_ = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + sum_

    size = (30_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


REFUSED = {
    "an SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg"),
    "an SVG called a picture": (b"<?xml version='1.0'?><svg onload='x()'/>", "a.png"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "a.html"),
    "a page called a text": (b"<html><script>alert(1)</script></html>", "a.txt"),
    "a program": (b"MZ" + bytes(300), "a.exe"),
    "a program called a picture": (b"\x7fELF" + bytes(300), "a.png"),
    "a bomb": (_bomb(), "a.png"),
    "half a picture": (a_picture(size=(300, 300)).getvalue()[:60], "a.png"),
    "nothing": (b"", "a.png"),
    "a program whose name reads backwards": (a_picture().getvalue(), "\u202egnp.exe"),
    "a GIF that is a script": (b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)", "a.gif"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_is_refused_with_a_reason_and_leaves_nothing(
    cast: Cast, media: Path, what: str
) -> None:
    content, name = REFUSED[what]

    refused = send(browser(cast.ben), content, name)

    assert 400 < refused.status_code < 500, what
    assert len(refused.json()["error"]) > 10
    assert not Attachment.objects.exists()
    assert not kept(media)
    assert not Entry.objects.filter(action="file.uploaded").exists()


def test_a_picture_that_is_also_a_page_is_only_a_picture(cast: Cast, media: Path) -> None:
    page = b"<html><script>alert(1)</script></html>"

    send(browser(cast.ben), a_picture().getvalue() + page, "a.html")

    assert all(b"<script>" not in path.read_bytes() for path in kept(media))
    assert all(file.mime == "image/webp" for file in Attachment.objects.all())


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\windows\\system32\\a.png", "/etc/cron.d/x.png", "a\x00.png",
     "con.png", "." * 300 + "png", "é" * 300 + ".png", "a\r\nSet-Cookie: x=1.png", '";a.png',
     "", "~/.ssh/id_rsa"],
)  # fmt: skip
def test_a_name_is_only_a_name(cast: Cast, media: Path, name: str) -> None:
    file = upload_file(actor=cast.ben, file=a_picture(), name=name)

    assert 0 < len(file.name) <= 120
    assert not set('/\\\x00\r\n"\u202e') & set(file.name)
    assert all(path.is_relative_to(media) and path.name in {"full.webp", "feed.webp"}
               for path in kept(media))  # fmt: skip
    served = browser(cast.ben).get(file.url)
    assert served.status_code == 200
    assert "\n" not in served.headers["Content-Disposition"]
    whole(served)


def test_too_large_is_said_before_anything_is_kept(cast: Cast, media: Path, settings: Any) -> None:
    settings.MAX_UPLOAD = 2000

    refused = send(browser(cast.ben), TEXT, "a.txt")

    assert refused.status_code == 413
    assert not kept(media)


def test_not_everything_waits_for_a_post(cast: Cast) -> None:
    one = a_file(cast.ben)
    fields = {f.name: getattr(one, f.name) for f in Attachment._meta.fields if f.name != "id"}
    rows = [Attachment(**fields | {"folder": f"x{n}"}) for n in range(MOST_WAITING - 1)]
    Attachment.objects.bulk_create(rows)

    refused = send(browser(cast.ben), a_picture().getvalue())

    assert refused.status_code == 422
    assert send(browser(cast.ada), a_picture().getvalue()).status_code == 201


@pytest.mark.parametrize("alt", ["x" * 1001, "\x01"])
def test_a_description_that_cannot_be_kept_keeps_nothing(cast: Cast, media: Path, alt: str) -> None:
    assert send(browser(cast.ben), a_picture().getvalue(), alt=alt).status_code == 422
    assert not kept(media)


def test_a_full_disk_is_said(cast: Cast, media: Path) -> None:
    media.mkdir()
    (media / "files").write_text("in the way")

    with pytest.raises((Rejected, OSError)):
        a_file(cast.ben)


def test_a_request_without_a_file_is_told_to_choose_one(cast: Cast) -> None:
    assert browser(cast.ben).post("/files").status_code == 422
    assert browser(cast.ben).post("/files", {"file": "text"}).status_code == 422
    assert Client().post("/files").status_code == 302


# -- With a post ----------------------------------------------------------------------------------


def test_a_file_goes_with_its_post(cast: Cast) -> None:
    client = browser(cast.ben)
    key = send(client, a_picture().getvalue()).json()["id"]

    client.post("/posts", {"text": "", "attachment": key, f"alt_{key}": "A teal square"})

    file = Attachment.objects.get()
    assert file.post == Post.objects.get()
    assert file.alt == "A teal square"
    assert "A teal square" in browser(cast.cleo).get("/company").content.decode()


def test_without_scripts_files_come_with_the_form(cast: Cast) -> None:
    files = [SimpleUploadedFile(f"{n}.png", a_picture().getvalue()) for n in range(2)]

    browser(cast.ben).post("/posts", {"text": "Two", "files": files, "alt_1": "Second"})

    assert [file.alt for file in Post.objects.get().attachments.all()] == ["", "Second"]


def test_a_refused_post_takes_its_files_with_it(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = SimpleUploadedFile("a.png", a_picture().getvalue())

    with django_capture_on_commit_callbacks(execute=True):
        refused = browser(cast.ben).post("/posts", {"text": "x" * 600, "files": [file]})

    assert refused.status_code == 422
    assert "x" * 600 in refused.content.decode()
    assert not kept(media)


def test_one_bad_file_among_good_ones_refuses_them_all(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    good = SimpleUploadedFile("a.png", a_picture().getvalue())
    bad = SimpleUploadedFile("virus.exe", b"MZ" + bytes(300))

    with django_capture_on_commit_callbacks(execute=True):
        refused = browser(cast.ben).post("/posts", {"text": "Look", "files": [good, bad]})

    assert refused.status_code == 422
    assert "virus.exe" in refused.content.decode()
    assert "Look" in refused.content.decode()
    assert not Post.objects.exists() and not kept(media)


def test_a_post_has_ten_files_at_most(cast: Cast, media: Path) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"words") for n in range(MOST_FILES + 1)]

    refused = browser(cast.ben).post("/posts", {"text": "Many", "files": files})

    assert refused.status_code == 422
    assert not Post.objects.exists() and not kept(media)


def test_a_file_belongs_to_one_post_and_its_uploader(cast: Cast) -> None:
    file = a_file(cast.ben)

    with pytest.raises(Rejected):
        a_post(by=cast.ada, text="Mine now", attachments=[file])
    a_post(by=cast.ben, text="Mine", attachments=[file])
    with pytest.raises(Rejected):
        a_post(by=cast.ben, text="Twice", attachments=[file])

    assert Post.objects.count() == 1


def test_only_the_uploader_describes_and_discards(cast: Cast) -> None:
    file = a_file(cast.ben)

    with pytest.raises(NotAllowed):
        describe_file(actor=cast.ada, attachment=file, alt="Hers")
    with pytest.raises(NotAllowed):
        discard_file(actor=cast.admin, attachment=file)

    assert Attachment.objects.get().alt == ""


# -- Serving --------------------------------------------------------------------------------------


@pytest.fixture
def text(cast: Cast) -> Attachment:
    """A file of 3,800 bytes in a post for everybody."""
    file = upload_file(actor=cast.ben, file=BytesIO(TEXT), name="Notes d’été.txt")
    a_post(by=cast.ben, attachments=[file])
    file.refresh_from_db()
    return file


def test_bytes_come_with_what_keeps_browsers_from_guessing(cast: Cast, text: Attachment) -> None:
    served = browser(cast.cleo).get(text.url)

    assert whole(served) == TEXT
    assert served.headers["Content-Type"] == "application/octet-stream"
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert (
        "filename*=utf-8''Notes%20d%E2%80%99%C3%A9t%C3%A9.txt"
        in (served.headers["Content-Disposition"])
    )
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Cache-Control"] == "private, no-store"
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["Accept-Ranges"] == "bytes"
    assert served.headers["Content-Length"] == str(len(TEXT))


def test_pictures_and_videos_are_shown_in_the_page(cast: Cast) -> None:
    video = upload_file(actor=cast.ben, file=BytesIO(film()), name="a.mp4")
    picture = a_file(cast.ben)
    client = browser(cast.ben)

    for file, mime in ((video, "video/mp4"), (picture, "image/webp")):
        served = client.get(file.url)
        assert served.headers["Content-Type"] == mime
        assert served.headers["Content-Disposition"].startswith("inline")
        whole(served)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=3790-", 3790, 3799),
     ("bytes=-5", 3795, 3799), ("bytes=0-999999999999", 0, 3799), ("bytes=-99999", 0, 3799)],
)  # fmt: skip
def test_a_video_can_be_wound(
    cast: Cast, text: Attachment, asked: str, first: int, last: int
) -> None:
    part = browser(cast.cleo).get(text.url, headers={"Range": asked})

    assert part.status_code == 206
    assert whole(part) == TEXT[first : last + 1]
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/3800"
    assert part.headers["Content-Length"] == str(last - first + 1)
    assert part.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("asked", ["bytes=3800-", "bytes=9999-10000", "bytes=-0",
                                   "bytes=" + "9" * 100 + "-"])  # fmt: skip
def test_beyond_the_end_there_is_nothing(cast: Cast, text: Attachment, asked: str) -> None:
    nothing = browser(cast.cleo).get(text.url, headers={"Range": asked})

    assert nothing.status_code == 416
    assert nothing.headers["Content-Range"] == "bytes */3800"
    assert whole(nothing) == b""


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=a-b", "lines=1-2", "bytes", "bytes=", "bytes=-", "bytes=0-1,5-6",
     "bytes=1-2-3", "bytes=٣-٤", "x" * 5000, "bytes=-1-", "bytes = 0-1"],
)  # fmt: skip
def test_a_range_that_cannot_be_read_is_no_range(cast: Cast, text: Attachment, asked: str) -> None:
    served = browser(cast.cleo).get(text.url, headers={"Range": asked})

    assert served.status_code == 200
    assert whole(served) == TEXT


def test_head_tells_and_sends_nothing(cast: Cast, text: Attachment) -> None:
    told = browser(cast.cleo).head(text.url, headers={"Range": "bytes=0-9"})

    assert told.status_code == 206
    assert told.headers["Content-Length"] == "10"
    assert whole(told) == b""


@pytest.mark.parametrize("use", ["poster", "FULL", "full.webp", "folder", "salt", "__class__"])
def test_only_the_uses_it_has_are_served(cast: Cast, text: Attachment, use: str) -> None:
    assert browser(cast.cleo).get(f"/files/{text.key}/{use}").status_code == 404


def test_the_folder_of_media_is_no_address(cast: Cast, text: Attachment, media: Path) -> None:
    client = browser(cast.ben)
    inside = kept(media)[0].relative_to(media)

    for path in (f"/media/{inside}", f"/{inside}", f"/files/{inside}", f"/static/{inside}",
                 f"/static/../media/{inside}", f"/files/{text.key}/../{inside}",
                 f"/files/{text.key}/full/..%2f{inside}", f"/data/media/{inside}"):  # fmt: skip
        assert client.get(path).status_code in {400, 404}, path


def test_a_file_of_a_message_is_for_its_people(cast: Cast) -> None:
    file = a_file(cast.ada)
    message = a_message(by=cast.ada, to=(cast.ben,))
    Attachment.objects.filter(pk=file.pk).update(post=message)

    assert browser(cast.ben).get(file.url, headers={"Range": "bytes=0-3"}).status_code == 206
    for other in (cast.cleo, cast.gus, cast.admin):
        assert browser(other).get(file.url).status_code == 404
        assert browser(other).get(file.url, headers={"Range": "bytes=99999-"}).status_code == 404
        assert browser(other).head(file.url).status_code == 404


def test_lost_bytes_are_as_lost_as_the_file(cast: Cast, text: Attachment, media: Path) -> None:
    kept(media)[0].unlink()

    assert browser(cast.cleo).get(text.url).status_code == 404


# -- Going ----------------------------------------------------------------------------------------


def test_a_waiting_file_is_thrown_away_by_its_uploader(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = a_file(cast.ben)

    with django_capture_on_commit_callbacks(execute=True):
        done = browser(cast.ben).post(f"/files/{file.key}/discard")

    assert done.status_code == 204
    assert not Attachment.objects.exists() and not kept(media)
    assert Entry.objects.filter(action="file.discarded").count() == 1


def test_a_file_of_a_post_stays_with_it(cast: Cast, media: Path, text: Attachment) -> None:
    refused = browser(cast.ben).post(f"/files/{text.key}/discard")

    assert refused.status_code == 422
    assert kept(media)
    retract_post(actor=cast.ben, post=Post.objects.get())
    # Retracted is not erased; it is out of sight.
    assert kept(media)
    assert browser(cast.ben).get(text.url).status_code == 404


def test_files_whose_post_never_came_are_cleared_away_after_a_day(
    cast: Cast, media: Path, text: Attachment, django_capture_on_commit_callbacks: Any
) -> None:
    old, fresh = a_file(cast.ben), a_file(cast.ada)
    long_ago = clock.now() - timedelta(hours=25)
    Attachment.objects.filter(pk__in=[old.pk, text.pk]).update(created_at=long_ago)
    before = len(kept(media))

    with django_capture_on_commit_callbacks(execute=True):
        cleared = clear_abandoned_files.call()

    assert cleared == 1
    assert set(Attachment.objects.all()) == {fresh, text}
    assert len(kept(media)) < before
    entry = Entry.objects.get(action="file.discarded")
    assert entry.actor.endswith(system().key)
    assert b'"via":"job"' in bytes(entry.body)


def test_only_the_system_clears_away_what_is_others(cast: Cast) -> None:
    a_file(cast.ben)

    with pytest.raises(NotAllowed):
        discard_abandoned_files(actor=cast.admin, before=clock.now() + timedelta(days=1))

    assert Attachment.objects.exists()


def test_clearing_away_is_done_every_hour_by_itself(db: None) -> None:
    from django_tasks_db.models import DBTaskResult

    now = clock.now()

    enqueue_due(now - timedelta(hours=1), now)

    names = DBTaskResult.objects.values_list("task_path", flat=True)
    assert list(names).count("feeds.tasks.clear_abandoned_files") == 1
