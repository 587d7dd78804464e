"""Addresses: the host that one names, and which of the internet protocol are public, which of a private network."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence

Resolver = Callable[[str, int], Sequence[str]]
"""A host's name and a port to addresses, in the order in which they are tried; raises OSError where there are none."""


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*written: str) -> tuple[_Network, ...]:
    return tuple(map(ipaddress.ip_network, written))


# What `is_global` lets through, at least in some Python versions, and a server of this kind must not be sent to.
_REFUSED = _networks(
    "0.0.0.0/8",
    "100.64.0.0/10",  # carrier-grade NAT
    "192.0.0.0/24",
    "192.88.99.0/24",  # 6to4 relays
    "198.18.0.0/15",  # benchmarks
    "240.0.0.0/4",
    "64:ff9b:1::/48",  # NAT64 of a network of one's own
    "fec0::/10",  # site-local, of old
    "168.63.129.16",  # what Azure tells its machines, at an address that looks like anybody's
)
# Where somebody's own servers can be: on this machine, at home, in a company, in a network laid over these.
_INSIDE = _networks(
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7")
)
# What clouds tell their machines, keys among it, is at these, inside what is private otherwise; the rest of them is
# link-local. Alibaba; Amazon, Google, Scaleway: each names it in its page on the metadata of an instance.
_METADATA = _networks("100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Say whether an address can be anybody's server: not loopback, private, link-local, shared, multicast or reserved.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is public if both are. What is no address
    is not public.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        carried = _carried(ip)
        if carried is not None:
            return all(is_public(str(inner)) for inner in carried)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not _is_in(ip, _REFUSED)


def is_inside(address: str) -> bool:
    """Say whether an address is one of this machine or of a private network, where servers of one's own can be.

    What is link-local, multicast, unspecified or reserved is neither public nor inside, and what a cloud tells its
    machines at a private address is not either. An IPv4 address inside an IPv6 one counts as itself.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return _is_in(ip, _INSIDE) and not _is_in(ip, _METADATA)


def _is_in(ip: _Address, networks: tuple[_Network, ...]) -> bool:
    return any(ip in network for network in networks if network.version == ip.version)


def _carried(ip: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...] | None:
    """Return the IPv4 addresses inside an IPv6 one, None where there are none."""
    if ip.ipv4_mapped is not None:
        return (ip.ipv4_mapped,)
    if ip.sixtofour is not None:
        return (ip.sixtofour,)
    if ip.teredo is not None:
        return ip.teredo
    if ip in _NAT64 or ip in _COMPATIBLE:
        return (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF),)
    return None


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Return the addresses that the system knows for a host, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def host_of(url: str, unknown: str = "the address") -> str:
    """Return the host of an address, and its port where it names one, for a sentence or to know it again.

    Nothing else of it is told: the rest may hold a key. Where a later @ shows that a password may hold what ends a host
    elsewhere, nothing of the address is told; but the path of `medium.com/@name` is none.
    """
    url = url.encode("utf-8", "replace").decode()  # half a character can be told to nobody
    found = re.match(r"(?:[a-zA-Z][\w+.-]*:)?//([^/?#]*)(.*)", url, re.DOTALL)
    host = found[1].rpartition("@")[2][:100].lower() if found else ""
    after = found[2] if found else ""
    hidden = "@" in (after if ":" in host else after.replace("/@", "/"))
    return host if host and not hidden else unknown
