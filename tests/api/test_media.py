"""Files through apps: brought, taken in beside the requests, described, used, thrown away."""

import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from PIL import Image

from feeds import storage
from feeds.actions.attachments import describe_file, upload_file
from feeds.models import Attachment
from microblog.lib import clock
from tests.api.conftest import Api
from tests.api.schemas import conform
from tests.builders import a_post
from tests.cast import Cast
from tests.microblog.lib.test_movies import film

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

V1, V2 = "/api/v1/media", "/api/v2/media"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(size: tuple[int, int] = (64, 32), kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


def bring(api: Api, address: str, content: bytes, name: str = "a.png", **more: Any) -> Any:
    """As apps do: multipart."""
    data = {"file": SimpleUploadedFile(name, content), **more}
    return Client().post(address, data, headers={"Authorization": f"Bearer {api.token}"})


def work() -> None:
    """What the server's worker does between two looks at the queue."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"test-{time.time_ns():x}",
    ).run()


@pytest.mark.parametrize("address", [V1, V2])
def test_a_picture_is_ready_at_once(cast: Cast, api_of: ApiOf, address: str) -> None:
    api = api_of(cast.ben)

    answer = bring(api, address, picture(), description="Teal", focus="0.5,-2")

    assert answer.status_code == 200, answer.content
    made = answer.json()
    conform(made, "MediaAttachment")
    assert (made["type"], made["description"]) == ("image", "Teal")
    assert made["meta"]["original"]["width"] == 64
    assert made["meta"]["focus"] == {"x": 0.5, "y": -1.0}
    path = made["url"].removeprefix("http://localhost:8000")
    assert Client().get(path).status_code == 200
    assert api.get(f"{V1}/{made['id']}", "MediaAttachment")["id"] == made["id"]


@pytest.mark.django_db(transaction=True)
def test_a_video_is_taken_in_beside_the_requests(cast: Cast, api_of: ApiOf, media: Path) -> None:
    api = api_of(cast.ben)

    answer = bring(api, V2, film(), "a.mp4", description="Waves")
    made = answer.json()
    assert answer.status_code == 202
    assert (made["type"], made["url"], made["preview_url"]) == ("video", None, None)
    waiting = api.ask("get", f"{V1}/{made['id']}")
    assert (waiting.status_code, waiting.json()["url"]) == (206, None)
    said = {"status": "Look", "media_ids": [made["id"]]}
    assert api.ask("post", "/api/v1/statuses", said).status_code == 422
    moved = api.put(f"{V1}/{made['id']}", body={"focus": "0.1,0.2", "description": "Big waves"})
    assert moved["description"] == "Big waves"

    work()

    ready = api.get(f"{V1}/{made['id']}", "MediaAttachment")
    assert ready["url"].startswith("http")
    assert (ready["description"], ready["meta"]["focus"]) == ("Big waves", {"x": 0.1, "y": 0.2})
    assert api.post("/api/v1/statuses", "Status", said)["media_attachments"][0]["id"] == made["id"]
    kept = Attachment.objects.get()
    assert not list(media.rglob(storage.ASIDE))
    assert storage.variant_path(kept, "full") is not None


@pytest.mark.django_db(transaction=True)
def test_a_video_that_turns_out_broken_is_thrown_away(
    cast: Cast, api_of: ApiOf, media: Path
) -> None:
    api = api_of(cast.ben)
    made = bring(api, V2, film(), "a.mp4").json()
    aside = next(media.rglob(storage.ASIDE))
    aside.write_bytes(b"MZ nothing of it")

    work()

    assert api.ask("get", f"{V1}/{made['id']}").status_code == 404
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_video_waits_until_there_is_room(
    cast: Cast, api_of: ApiOf, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = api_of(cast.ben)
    made = bring(api, V2, film(), "a.mp4").json()

    def full(*_args: object, **_more: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(storage, "take_in", full)
        work()
    assert api.ask("get", f"{V1}/{made['id']}").status_code == 206
    DBTaskResult.objects.update(run_after=clock.now() - timedelta(seconds=1))
    work()

    assert api.get(f"{V1}/{made['id']}", "MediaAttachment")["url"]


def test_a_video_in_version_one_is_waited_for(cast: Cast, api_of: ApiOf) -> None:
    answer = bring(
        api_of(cast.ben), V1, film(), "a.mp4", thumbnail=SimpleUploadedFile("t.png", picture())
    )

    assert answer.status_code == 200, answer.content
    conform(answer.json(), "MediaAttachment")
    assert answer.json()["meta"]["small"]["width"] == 64
    path = answer.json()["preview_url"].removeprefix("http://localhost:8000")
    assert Client().get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_chosen_picture_outlives_the_taking_in(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    thumbnail = SimpleUploadedFile("t.png", picture((50, 40)))
    made = bring(api, V2, film(), "a.mp4", thumbnail=thumbnail).json()

    work()

    shown = api.get(f"{V1}/{made['id']}", "MediaAttachment")
    assert shown["meta"]["small"]["width"] == 50


@pytest.mark.django_db(transaction=True)
def test_what_is_no_file_of_ours_is_refused(cast: Cast, api_of: ApiOf, media: Path) -> None:
    api = api_of(cast.ben)

    for address in (V1, V2):
        assert api.ask("post", address, {}).status_code == 422
        assert api.ask("post", address, {"file": "text"}).status_code == 422
        assert bring(api, address, b"MZ\x90\x00program", "a.exe").status_code == 422
        assert bring(api, address, picture()[:60]).status_code == 422
        assert bring(api, address, picture(), focus="left").status_code == 422
        assert bring(api, address, picture(), description="x" * 1001).status_code == 422
        assert (
            bring(api, address, picture(), thumbnail=SimpleUploadedFile("t", picture())).status_code
            == 422
        )
    assert not Attachment.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_that_waits_is_its_owners_alone(cast: Cast, api_of: ApiOf) -> None:
    made = bring(api_of(cast.ben), V1, picture()).json()
    colleague = api_of(cast.cleo)

    for verb, body in (("get", None), ("put", {"description": "x"}), ("delete", None)):
        assert colleague.ask(verb, f"{V1}/{made['id']}", body).status_code == 404
    said = {"status": "Mine", "media_ids": [made["id"]]}
    assert colleague.ask("post", "/api/v1/statuses", said).status_code == 422


def test_a_file_is_thrown_away_until_a_post_has_it(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    loose, used = (bring(api, V1, picture()).json() for _number in range(2))
    api.post("/api/v1/statuses", "Status", {"status": "x", "media_ids": [used["id"]]})

    assert api.delete(f"{V1}/{loose['id']}") == {}
    assert api.ask("get", f"{V1}/{loose['id']}").status_code == 404
    assert api.ask("delete", f"{V1}/{used['id']}").status_code == 422


def test_a_description_is_changed_with_the_post_and_seen_at_once(cast: Cast, api_of: ApiOf) -> None:
    file = upload_file(actor=cast.ben, file=BytesIO(picture()), name="a.png", alt="Before")
    post = a_post(by=cast.ben, group=cast.board, attachments=[file])
    api, reader = api_of(cast.ben), api_of(cast.ada)
    address = f"/api/v1/statuses/{post.pk}"
    assert reader.get(address, "Status")["media_attachments"][0]["description"] == "Before"

    said = {
        "status": "Hello",
        "media_ids": [str(file.pk)],
        "media_attributes": [{"id": str(file.pk), "description": "After", "focus": "0,1"}],
    }
    api.put(address, "Status", said)

    shown = reader.get(address, "Status")["media_attachments"][0]
    assert (shown["description"], shown["meta"]["focus"]) == ("After", {"x": 0.0, "y": 1.0})
    describe_file(actor=cast.ben, attachment=file, alt="Later")
    assert reader.get(address, "Status")["media_attachments"][0]["description"] == "Later"


@pytest.mark.parametrize("query", ["", "?delete_media=true"])
def test_a_post_taken_back_is_written_anew_with_its_files(
    cast: Cast, api_of: ApiOf, query: str
) -> None:
    api = api_of(cast.ben)
    file = bring(api, V1, picture(), description="Teal").json()
    said = {"status": "Onec", "media_ids": [file["id"]]}
    made = api.post("/api/v1/statuses", "Status", said)

    gone = api.delete(f"/api/v1/statuses/{made['id']}{query}", "Status")
    assert (gone["text"], gone["media_attachments"][0]["id"]) == ("Onec", file["id"])
    stolen = api_of(cast.cleo).ask("post", "/api/v1/statuses", said)
    assert stolen.status_code == 422
    again = api.post("/api/v1/statuses", "Status", said | {"status": "Once"})

    shown = again["media_attachments"][0]
    assert shown["description"] == "Teal"
    assert Client().get(shown["url"].removeprefix("http://localhost:8000")).status_code == 200
    # The ledger still has the file of the post that was taken back.
    assert Attachment.objects.filter(post=made["id"]).count() == 1


def test_the_same_key_again_gives_the_post_with_its_files(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    file = bring(api, V1, picture()).json()
    said = {"status": "Once", "media_ids": [file["id"]]}

    first = api.post("/api/v1/statuses", "Status", said, **{"Idempotency-Key": "k"})
    again = api.post("/api/v1/statuses", "Status", said, **{"Idempotency-Key": "k"})

    assert first["id"] == again["id"]
