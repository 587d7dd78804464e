"""Which addresses are fetched from: public ones, however they are spelt, resolved or redirected to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from store.feeds.addresses import is_inside, is_public
from store.feeds.fetch import AddressRefused, Fetcher, FetchError
from tests.store.feeds.server import Page, Site


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # the metadata of cloud machines
        ("100.64.0.1", False),  # shared by a carrier
        ("100.128.0.1", True),
        ("192.0.0.8", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.1.2.3", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::1", False),
        ("2001:db8::1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_only_addresses_that_can_be_anybodys_count_as_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "169.254.0.23", "fe80::1", "fe80::a9fe:a9fe%eth0", "::ffff:169.254.169.254"),  # link-local
        *("100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42", "168.63.129.16", "192.0.0.192"),  # clouds
        *("0.0.0.0", "::", "::ffff:0.0.0.0", "224.0.0.1", "ff02::1", "ff05::2"),  # unspecified, multicast  # noqa: S104
        *("240.0.0.1", "255.255.255.255", "198.18.0.1", "192.88.99.1", "fec0::1", "64:ff9b:1::1"),  # reserved
        *("2002:a9fe:a9fe::", "64:ff9b::a9fe:a9fe", "::169.254.169.254"),  # link-local in disguise
        *("localhost", "", "1.2.3", "0x7f000001"),
    ],
)
@pytest.mark.parametrize("private", [True, False])
def test_some_addresses_are_closed_also_where_private_ones_are_allowed(address: str, private: bool) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1", address]

    assert not is_public(address) and not is_inside(address)
    with Fetcher(allow_private=private, resolve=resolve) as fetcher, pytest.raises(AddressRefused):
        fetcher.get("http://innocent.example:9/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "::1",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
        "::ffff:10.0.0.1",
    ],
)
def test_servers_of_ones_own_are_inside(address: str) -> None:
    assert is_inside(address) and not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
    ],
)
def test_an_address_inside_is_refused_however_it_is_spelt(url: str) -> None:
    with Fetcher() as fetcher, pytest.raises(AddressRefused):
        fetcher.get(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/a",
        "gopher://example.com/",
        "/etc/passwd",
        "",
        "http://",
        "http:///a",
        "data:,a",
    ],
)
def test_only_http_and_https_are_fetched(url: str) -> None:
    with Fetcher(allow_private=True) as fetcher, pytest.raises(AddressRefused):
        fetcher.get(url)


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_inside_is_refused(answer: list[str]) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("innocent.example", 80)
        return answer

    with Fetcher(resolve=resolve) as fetcher, pytest.raises(AddressRefused, match=r"innocent\.example"):
        fetcher.get("http://innocent.example/transcript.srt")


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address(site: Site) -> None:
    site.pages["/a"] = Page(b"words")
    asked = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.255.255.1"]

    port = site.url.rpartition(":")[2]
    with Fetcher(allow_private=True, resolve=resolve) as fetcher:
        assert fetcher.get(f"http://podcast.example:{port}/a").data == b"words"
    assert asked == ["podcast.example"]
    assert site.requests[0][1]["host"] == f"podcast.example:{port}"


def test_a_redirect_that_leads_inside_is_refused(site: Site) -> None:
    site.pages["/a"] = Page(status=302, location="http://inside.example/secret")
    port = site.url.rpartition(":")[2]
    # The first host is let through as if it were public: 127.0.0.1 stands for a server of the internet here.
    outside = {"outside.example"}

    class Resolved(str):
        """An address that is public in this test's eyes."""

    def resolve(host: str, port: int) -> Sequence[str]:
        return [Resolved("127.0.0.1")] if host in outside else ["10.0.0.7"]

    def public(address: str) -> bool:
        return isinstance(address, Resolved) or is_public(address)

    with pytest.MonkeyPatch.context() as patch, Fetcher(resolve=resolve) as fetcher:
        patch.setattr("store.feeds.guarded.is_public", public)
        with pytest.raises(AddressRefused, match=r"inside\.example"):
            fetcher.get(f"http://outside.example:{port}/a")
    assert len(site.requests) == 1


def test_a_redirect_to_another_protocol_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(status=302, location="file:///etc/passwd")
    with pytest.raises(FetchError):
        fetcher.get(f"{site.url}/a")
