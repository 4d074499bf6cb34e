"""The product's settings with fast password hashes and nothing left on disk."""

import os
import tempfile

os.environ.setdefault("SILLAGE_DATA", tempfile.mkdtemp(prefix="sillage-tests-"))

from microblog.settings import *  # noqa: E402, F403
from microblog.settings import STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
