"""The product's settings with fast password hashes and nothing left on disk."""

import os
import tempfile
from urllib.parse import urlsplit

os.environ.setdefault("SILLAGE_DATA", tempfile.mkdtemp(prefix="sillage-tests-"))

# Tests that run side by side have a database each, of Redis too: counts of tries are kept there,
# and one test that begins would empty those of another. Servers that a test starts inherit it.
if os.environ.get("REDIS_URL"):
    WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    OWN = f"/{WORKER % 16}"
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=OWN).geturl()

from microblog.settings import *  # noqa: E402, F403
from microblog.settings import STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
