"""Several workers of several servers on one database: each shows an edit within a second of its commit."""

import http.client
import os
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from bench.processes import memory
from running import RunningSite, children, kill, new_site, serving

TAG = "zq7 edit"
RENAME = "UPDATE codes_replycode SET name_en = '{0}', name_ar = '{0}' WHERE code = '550'"


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Two servers, of two workers each."""
    with new_site(tmp_path_factory.mktemp("var")) as environment:
        pair = [RunningSite(environment | {"WORKERS": "2"}) for _server in range(2)]
        try:
            for server in pair:
                server.start()
            yield pair
        finally:
            for server in pair:
                kill(server.server)


def worker_behind(client: http.client.HTTPConnection, server: RunningSite) -> int:
    """The process at the other end of a connection that is kept."""
    port = f":{client.sock.getsockname()[1]:04X}"
    fields = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    [socket] = [f"socket:[{line[9]}]" for line in fields if line[2].endswith(port) and line[9] != "0"]
    [pid] = [pid for pid in children(server.server.pid) if socket in open_files(pid)]
    return pid


def open_files(pid: int) -> set[str]:
    """What a process has open."""
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            found.add(os.readlink(link))
    return found


def page(client: http.client.HTTPConnection, path: str) -> str:
    """A page, over a connection that is kept."""
    client.request("GET", path)
    return client.getresponse().read().decode()


@pytest.fixture
def clients(servers):
    """Connections to both workers of both servers, several to each of them."""
    found, ends = [], {}
    for server in servers:
        for _attempt in range(200):
            client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            assert "550" in page(client, "/550/")
            ends.setdefault(worker_behind(client, server), []).append(client)
            found.append(client)
            if len(ends) == 2 * (servers.index(server) + 1) and min(map(len, ends.values())) > 1:
                break
    assert len(ends) == 4
    yield found
    for client in found:
        client.close()


def test_an_edit_shows_within_a_second_whichever_worker_is_asked(servers, clients):
    for number in range(4):
        for path in ("/550/", "/ar/550/", "/compare/250/550/"):
            assert not any(f"{TAG} {number}" in page(client, path) for client in clients)
        servers[number % 2].execute(RENAME.format(f"{TAG} {number}"), "UPDATE codes_generation SET number = number + 1")
        time.sleep(1)
        for path in ("/550/", "/ar/550/", "/compare/250/550/"):
            assert all(f"{TAG} {number}" in page(client, path) for client in clients)


def test_a_page_that_is_not_kept_is_forgotten(tmp_path):
    """The server kept what it had waited for: each edit cost the memory of all pages that were read after it."""
    with new_site(tmp_path / "var") as environment, serving(environment | {"PAGE_CACHE_MB": "0"}) as site:

        def asked(times: int) -> float:
            """Have a page made so many times, and return how many MB that was."""
            pages = (urllib.request.urlopen(f"{site.address}/550/", timeout=20) for _time in range(times))  # noqa: S310
            return sum(len(page.read()) for page in pages) / 1024 / 1024

        def growth(times: int) -> float:
            """By how much of what was made the server grows meanwhile."""
            before = memory([site.server.pid], "Pss_Anon")[0]
            made = asked(times)
            return (memory([site.server.pid], "Pss_Anon")[0] - before) / made

        # What a process takes once, whenever it gets to it, falls into one round; what is never forgotten, into each.
        assert min(growth(250) for _round in range(4)) < 1 / 3
