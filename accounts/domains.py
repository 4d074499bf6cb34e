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
        # A look-alike in another script has another ASCII spelling. Full-width letters, ligatures
        # and the like would be folded into the plain name: only what comes back as it was counts.
        plain = name.isascii() or ascii_name.encode("ascii").decode("idna") == name
    except UnicodeError:
        return ""
    # A trailing dot is not the name.
    return ascii_name if plain and not ascii_name.endswith(".") else ""


def in_ascii(email: str) -> str:
    """The address in its one spelling: lower case, the domain in IDNA ASCII where it has one."""
    email = email.strip().lower()
    domain = domain_of(email)
    return f"{email.rpartition('@')[0]}@{domain}" if domain else email
