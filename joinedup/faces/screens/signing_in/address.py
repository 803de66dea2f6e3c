"""From where someone asks: their own address, also behind the proxies of the place."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address for which wrong passwords are counted (django-axes asks for it)."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES
    )


def client_address(connected: str, forwarded: str, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """Return the address of who asks: the last one that none of our proxies has.

    ``connected`` is who connected to us, ``forwarded`` the header X-Forwarded-For, to which each proxy adds who
    connected to it: only what one of ``proxies`` added is believed, since anybody can send the header. Pure.
    """
    believed = connected
    for part in reversed([connected, *forwarded.split(",")][1:]):
        if not _ours(believed, proxies):
            break
        address = _parsed(part)
        if address is None:
            break
        believed = str(address)
    return believed


def _ours(address: str, proxies: Sequence[IPv4Network | IPv6Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in proxies)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, or None for what is none; one of IPv4 written as IPv6 is that of IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
