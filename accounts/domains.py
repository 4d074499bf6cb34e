"""The domain of an e-mail address, compared in one spelling."""

import re

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+)*@([^@\s]+)"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+{_LABEL}")


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
    return ascii_name if plain and is_domain(ascii_name) else ""


def is_domain(name: str) -> bool:
    """Whether a name in ASCII and lower case is that of a domain; a trailing dot is not of it."""
    return _DOMAIN.fullmatch(name) is not None


def in_ascii(email: str) -> str:
    """The address in its one spelling: lower case, the domain in IDNA ASCII where it has one."""
    email = email.strip().lower()
    domain = domain_of(email)
    return f"{email.rpartition('@')[0]}@{domain}" if domain else email
