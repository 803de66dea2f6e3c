"""The address for which wrong passwords are counted is that of who asks, and cannot be made up."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from joinedup.config.environment import read
from joinedup.faces.screens.signing_in.address import client_address
from joinedup.words.basics.errors import BadInput

PROXIES = [ip_network("10.0.0.0/24"), ip_network("::1")]


@pytest.mark.parametrize(
    ("connected", "forwarded", "asks"),
    [
        ("198.51.100.7", "", "198.51.100.7"),  # nobody between us
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),  # behind our proxy
        ("::1", "198.51.100.7, 10.0.0.9", "198.51.100.7"),  # behind two of ours
        ("::ffff:10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # someone who says it themselves
        ("10.0.0.2", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # and through our proxy
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "not an address", "10.0.0.2"),
        ("", "198.51.100.7", ""),
    ],
)
def test_only_what_our_own_proxies_add_is_believed(connected: str, forwarded: str, asks: str) -> None:
    assert client_address(connected, forwarded, PROXIES) == asks


def test_a_proxy_on_the_same_machine_is_believed_where_it_ends_https(tmp_path: object) -> None:
    home = {"JOINEDUP_HOME": str(tmp_path)}
    assert read(home).proxies == []
    assert [str(network) for network in read(home | {"JOINEDUP_HTTPS": "yes"}).proxies] == ["127.0.0.1/32", "::1/128"]
    with pytest.raises(BadInput, match="JOINEDUP_PROXIES cannot be used"):
        read(home | {"JOINEDUP_PROXIES": "the-proxy"})
