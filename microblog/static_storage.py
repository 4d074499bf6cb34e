"""Static files as production serves them: hashed names, one stylesheet, modules by any name."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/app.css"
_IMPORT = re.compile(r'^@import url\("([^"]+)"\)(?: layer\(([\w-]+)\))?;$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


class BundledManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Puts what css/app.css imports inside it: many small files compress to twice as much."""

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception | None]]:
        if BUNDLE in paths and not dry_run:
            bundle = _IMPORT.sub(lambda line: _inlined(paths, line), _source(paths, BUNDLE))
            self.delete(BUNDLE)
            self._save(BUNDLE, ContentFile(bundle.encode()))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run, **options)


def _source(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())


def _inlined(paths: dict[str, Any], line: re.Match[str]) -> str:
    css = _COMMENT.sub("", _source(paths, f"css/{line[1]}"))
    # Addresses were relative to css/base/; from here they are relative to css/.
    css = _INDENT.sub("\n", css.replace('url("../../', 'url("../')).strip()
    return f"@layer {line[2]} {{\n{css}\n}}" if line[2] else css
