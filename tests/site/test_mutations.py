"""Whatever is sent: no failure of ours, no page in another language, nothing that leads elsewhere, no trace in the log.

`make mutations` sends a hundred thousand; another seed is `make mutations ARGS="--seed 2"`.
"""

import logging
import re
import socket
from contextlib import suppress
from random import Random
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from mutations import mutated
from page_kinds import PREFIX_OF
from running import new_site, serving

from site_config.wsgi import Handler

pytestmark = pytest.mark.django_db


@pytest.fixture
def failures():
    """Failures that stand in the log."""
    found = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: found.append(record) if record.exc_info else None
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def answered(settings):
    """Django without a server around it."""
    settings.RATE_LIMITS = {"look-up": 0, "search": 0, "login": 0}
    settings.ALLOWED_HOSTS = ["testserver"]
    application = Handler()

    def answer(request):
        told = []
        response = application(request.environ(), lambda status, headers: told.extend((status, headers)))
        body = b"".join(response)
        response.close()
        return (
            int(told[0].split()[0]),
            {name.lower(): value for name, value in told[1]},
            body.decode("utf-8", "replace"),
        )

    return answer


@pytest.fixture
def cookie():
    """The cookie of a superuser."""
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    return f"sessionid={client.cookies['sessionid'].value}"


def test_mutated_requests(answered, failures, cookie, pytestconfig):
    random = Random(pytestconfig.getoption("seed"))  # noqa: S311
    for number in range(pytestconfig.getoption("mutations")):
        request = mutated(random)
        if number % 2:
            request.headers.setdefault("HTTP_COOKIE", cookie)
        told = (number, request)
        status, headers, body = answered(request)
        assert status < 500, told
        assert failures == [], told
        assert headers["content-security-policy"].startswith("default-src 'none'"), told
        assert urlsplit(headers.get("location", "")).hostname in {None, "testserver"}, told
        if headers.get("content-type", "").startswith("text/html"):
            assert is_in_its_language(request.path.decode("utf-8", "replace"), body), told


def is_in_its_language(path, page):
    """Whether a page is in the language of its address; of an address such as /AR/ either will do."""
    if not page:  # an answer to HEAD
        return True
    (said,) = re.findall(r'<html lang="([^"]+)"', page) or [""]
    home = set(re.findall(r'class="brand" href="([^"]*)"', page))
    return said in languages_of(path) and home <= {f"{PREFIX_OF[said]}/"}


def languages_of(path):
    """The languages that a page at an address may have: /AR/ and /zh-hant/ are nearly those of one."""
    others = {prefix: language for language, prefix in PREFIX_OF.items() if prefix}
    exact = [language for prefix, language in others.items() if path.startswith(f"{prefix}/")]
    nearly = [language for prefix, language in others.items() if path.lower().startswith(prefix.partition("-")[0])]
    return exact or ["en", *nearly]


def test_mutated_requests_to_the_real_server(tmp_path, pytestconfig):
    random = Random(pytestconfig.getoption("seed"))  # noqa: S311
    with new_site(tmp_path) as environment, serving(environment) as running:
        for number in range(500):
            request = mutated(random)
            with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
                connection.sendall(request.octets(f"127.0.0.1:{running.port}"))
                with suppress(OSError):  # it was refused before that
                    connection.shutdown(socket.SHUT_WR)
                answer = connection.makefile("rb").readline()
            assert not answer or re.match(rb"HTTP/1.1 [1-4]\d\d", answer), (number, request, answer)
        log = running.log.read_text()
        assert "Traceback" not in log
        assert '"places"' not in log
