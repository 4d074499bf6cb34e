"""Installations that share a Redis hear themselves only: channels know no database numbers."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from microblog.settings import BASE_DIR


def _prefix(redis: str, data: Path) -> str:
    environment = os.environ | {"REDIS_URL": redis, "SILLAGE_DATA": str(data)}
    told = "from microblog import settings; print(settings.CHANNEL_LAYERS['default']['CONFIG'])"
    asked = subprocess.run(
        [sys.executable, "-c", told],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return str(ast.literal_eval(asked.stdout)["prefix"])


def test_the_layer_of_another_database_of_redis_is_another(tmp_path: Path) -> None:
    first, second, same = (_prefix(f"redis://127.0.0.1:6379/{n}", tmp_path) for n in (0, 1, 0))

    assert first == same != second
