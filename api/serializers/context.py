"""Context: what a post answers, and what answers it."""

from collections.abc import Sequence


def context(ancestors: Sequence[bytes], descendants: Sequence[bytes]) -> bytes:
    """Both lists of statuses, which are JSON already; the oldest first."""
    return b"".join(
        (
            b'{"ancestors":[',
            b",".join(ancestors),
            b'],"descendants":[',
            b",".join(descendants),
            b"]}",
        )
    )
