"""The ffmpeg program, where a machine has it: videos repackaged, and their first picture taken.

It runs on one file of a known format, without network, for a bounded time, memory and output; the
demuxer is named, so that no file can pass for a playlist that names others.
"""

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_DEMUXERS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska"}
_MUXERS = {"video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm"}
_SECONDS = 60
_MEMORY = 2 * 1024**3
_OUTPUT = 1024**3


@cache
def find() -> str | None:
    """The path of ffmpeg on this machine, or None."""
    return shutil.which("ffmpeg")


def repackage(path: Path, mime: str, *, program: str) -> bool:
    """Replace a video by a copy of its pictures and sound alone, ready to play while it loads.

    False, and the file as it was, when ffmpeg does not manage.
    """
    copy = path.with_name(path.name + ".copy")
    only = ["-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"]
    fast = [] if mime == "video/webm" else ["-movflags", "+faststart"]
    output = ["-c", "copy", *only, *fast, "-fflags", "+bitexact", "-f", _MUXERS[mime]]
    try:
        done = _run(program, path, mime, [*output, f"file:{copy}"]) and copy.stat().st_size > 0
        if done:
            copy.replace(path)
        return done
    finally:
        copy.unlink(missing_ok=True)


def first_picture(path: Path, mime: str, dest: Path, *, program: str) -> bool:
    """Write the first picture of a video to `dest` as PNG. False when ffmpeg does not manage."""
    output = [
        "-map",
        "0:v:0",
        "-frames:v",
        "1",
        "-an",
        "-f",
        "image2",
        "-c:v",
        "png",
        "-update",
        "1",
    ]
    return _run(program, path, mime, [*output, f"file:{dest}"]) and dest.exists()


def _run(program: str, path: Path, mime: str, output: list[str]) -> bool:
    limits = shutil.which("prlimit")
    cage = [limits, f"--as={_MEMORY}", f"--cpu={_SECONDS}", f"--fsize={_OUTPUT}"] if limits else []
    quiet = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1"]
    source = ["-protocol_whitelist", "file", "-f", _DEMUXERS[mime], "-i", f"file:{path}"]
    with tempfile.TemporaryDirectory() as nowhere:
        try:
            done = subprocess.run(  # noqa: S603  # a list without a shell; paths are ours
                [*cage, program, *quiet, *source, *output],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=nowhere,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0
