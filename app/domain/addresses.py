"""Addresses of callers, as limits count them."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address


def parse(host: str | None) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, an IPv4 address inside IPv6 as IPv4; None for any other text."""
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def counted_as(address: IPv4Address | IPv6Address) -> str:
    """The name under which a caller is counted. A caller of IPv6 has a network of 64 bits to itself (RFC 6177), so the
    network is counted."""
    return str(IPv6Network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)
