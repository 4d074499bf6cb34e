"""Addresses on the network: whose word is taken for where a request comes from."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def networks(texts: Iterable[str]) -> list[Network]:
    """Addresses and CIDR ranges. Raises ValueError naming what is neither."""
    return [ip_network(text) for text in texts]


def parse(text: str) -> Address | None:
    """An address, v4 written inside v6 as v4; None for anything else."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Where a request comes from, as the socket says; beyond it only as trusted proxies say.

    `forwarded` is X-Forwarded-For: each proxy appends whom it heard, so it is read from its end,
    and the first one that is no proxy of ours is the client. What lies before is anybody's
    invention, and behind a word that is no address nothing is believed.
    """
    nearest = parse(peer)
    if nearest is None:
        return peer
    for hop in reversed(forwarded.split(",") if forwarded else []):
        if not any(nearest in network for network in trusted):
            break
        address = parse(hop)
        if address is None:
            break
        nearest = address
    return str(nearest)
