"""Addresses that people write: which are safe to follow, and which host they really lead to."""

import re
import unicodedata

import regex
from django.utils.encoding import iri_to_uri

LONGEST = 2048
_LONGEST_HOST = 253
_LONGEST_LABEL = 63
_MOST_WORDS = 100

# The backslash ends the authority as well: browsers read it as a slash.
_WEB = re.compile(r"(https?)://([^/?#\\]+)((?:[/?#].*)?)", re.IGNORECASE)
_MAIL = re.compile(r"mailto:([\w.!$'*+/=^`{|}~-]{1,64})@([^@?&#/\\]+)", re.IGNORECASE | re.ASCII)
_AUTHORITY = re.compile(r"(?:[\w.~!$&'()*+,;=:%-]*@)?(\[[0-9a-f:.]+\]|[^:@\[\]]+)(:\d{1,5})?", re.I)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
_ASCII_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_LABEL = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*")
_INVISIBLE = regex.compile(r"\p{Cf}")
_TOP = re.compile(r"xn--[a-z0-9-]+|[a-z]{2,}")


def safe_link(url: str) -> str:
    """`url` as it may stand in a page: http, https or a plain mailto, in ASCII; "" when it may not.

    The host is written as the network knows it, so a browser cannot read another one in it.
    """
    if len(url) > LONGEST or _UNSAFE.search(url):
        return ""
    if mail := _MAIL.fullmatch(url):
        host = ascii_host(mail[2])
        return f"mailto:{mail[1]}@{host}" if host else ""
    web = _WEB.fullmatch(url)
    authority = _AUTHORITY.fullmatch(web[2]) if web else None
    if web is None or authority is None:
        return ""
    host = ascii_host(authority[1])
    if not host:
        return ""
    user = web[2].rpartition("@")[0]
    before = f"{user}@" if user else ""
    return f"{web[1].lower()}://{before}{host}{authority[2] or ''}{iri_to_uri(web[3])}"


def ascii_host(host: str) -> str:
    """A host name in lower-case ASCII (xn--…), or "" when no network could know it."""
    if host.startswith("["):
        return host.lower()
    labels = unicodedata.normalize("NFKC", host).lower().removesuffix(".").split(".")
    written = ".".join(map(_ascii_label, labels))
    return written if all(written.split(".")) and len(written) <= _LONGEST_HOST else ""


def real_host(href: str) -> str:
    """The host that a link made by `safe_link` leads to; for mailto the whole address."""
    if href.startswith("mailto:"):
        return href.removeprefix("mailto:")
    authority = href.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    return authority.rpartition("@")[2]


def hides_host(label: str, href: str) -> bool:
    """Whether the words of a link name another host than the one it leads to."""
    real = real_host(href).rpartition("@")[2]
    bare = real if real.startswith("[") else real.partition(":")[0]
    return any(not _same(named, bare) for named in _named_hosts(label))


def looks_foreign(href: str) -> bool:
    """Whether an address shown in full may be misread: a user before the host, foreign letters."""
    authority = href.partition("://")[2].partition("/")[0]
    return "@" in authority or "xn--" in authority


def _same(one: str, other: str) -> bool:
    return one.removeprefix("www.") == other.removeprefix("www.")


def _named_hosts(label: str) -> set[str]:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", label[:LONGEST])).replace("。", ".")
    hosts = set()
    for word in text.split()[:_MOST_WORDS]:
        authority = re.split(r"[/?#\\]", word.partition("://")[2] or word, maxsplit=1)[0]
        for part in authority.strip("()[]{}<>«»“”\"'’.,;:!").split("@"):
            host = ascii_host(part.partition(":")[0])
            if "." in host and _TOP.fullmatch(host.rpartition(".")[2]):
                hosts.add(host)
    return hosts


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label if len(label) <= _LONGEST_LABEL and _ASCII_LABEL.fullmatch(label) else ""
    if len(label) > _LONGEST_LABEL or not _LABEL.fullmatch(label):
        return ""
    return "xn--" + label.encode("punycode").decode("ascii")
