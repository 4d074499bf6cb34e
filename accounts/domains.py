"""The domain of an e-mail address, compared in one spelling."""

import re

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+)*@([^@\s]+)"
)


def domain_of(email: str) -> str:
    """The domain in IDNA ASCII and lower case, "" when the address has no plain form.

    Quoted local parts, percent and bang routes, control characters and encoded words are refused:
    mail servers read them in different ways.
    """
    found = _ADDRESS.fullmatch(email)
    if found is None or "%" in email or email.startswith("=?"):
        return ""
    name = found[1].lower()
    try:
        ascii_name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    # A look-alike in another script has another ASCII spelling; a trailing dot is not the name.
    return "" if ascii_name.endswith(".") or not ascii_name.isascii() else ascii_name
