"""Numbers that strangers may hold but not read: what they count is nobody's business.

A Feistel network (Luby and Rackoff, 1988) of four rounds with HMAC-SHA256 permutes 62 bits under
the installation's key: 42 of the number and 20 that are nought, by which a made-up one is known.
"""

from django.utils.crypto import salted_hmac

from microblog.lib.ids import decode, encode

NUMBER_BITS = 42
CHECK_BITS = 20
HALF = (NUMBER_BITS + CHECK_BITS) // 2
MASK = (1 << HALF) - 1
ROUNDS = 4


def seal(number: int) -> str:
    """A number from 0 to below 2**42 as an opaque word of 13 letters, always the same one."""
    if not 0 <= number < 1 << NUMBER_BITS:
        raise ValueError("this number cannot be sealed")
    left, right = divmod(number << CHECK_BITS, 1 << HALF)
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(turn, right)
    return encode(left << HALF | right)


def unseal(word: str) -> int:
    """The number in a word that `seal` gave. Raises ValueError on any other."""
    left, right = divmod(decode(word), 1 << HALF)
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(turn, left), left
    number, check = divmod(left << HALF | right, 1 << CHECK_BITS)
    if check or not 0 <= number < 1 << NUMBER_BITS:
        raise ValueError("this was not sealed here")
    return number


def _mixed(turn: int, half: int) -> int:
    digest = salted_hmac(f"sealed.{turn}", str(half), algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") & MASK
