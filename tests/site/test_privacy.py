"""What somebody pasted is kept nowhere."""

import io
import logging
import urllib.parse
import urllib.request

import lxml.html
import pytest
from django.core.cache import cache
from running import new_site, serving

pytestmark = pytest.mark.django_db


PASTED = "550 5.1.1 <zq7pasted@example.com>: User unknown\nand more zq7pasted"


def is_kept_nowhere(caplog):
    """Whether neither the log, tracebacks included, nor the cache has what was pasted; SQL is no log of the site's."""
    form = logging.Formatter()
    logged = [form.format(record) for record in caplog.records if not record.name.startswith("django.db")]
    return "zq7pasted" not in "".join(logged) + repr(vars(cache))


@pytest.mark.parametrize("path", ["/lookup/", "/ar/lookup/", "/api/v1/lookup"])
def test_nothing_that_was_pasted_is_logged_or_kept(client, caplog, path):
    caplog.set_level(logging.DEBUG)
    assert "zq7pasted" in client.post(path, {"text": PASTED}).text
    assert client.post(path, {"text": PASTED * 100_000}).status_code == 413
    assert "zq7pasted" not in client.get("/lookup/").text
    assert is_kept_nowhere(caplog)


@pytest.mark.parametrize("path", ["/lookup/", "/api/v1/lookup"])
def test_nothing_that_was_pasted_is_logged_when_something_breaks(client, caplog, monkeypatch, path):
    def fail(*_arguments):
        raise RuntimeError("broken")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("codes.answers.read", fail)
    client.raise_request_exception = False
    response = client.post(path, {"text": PASTED})
    assert response.status_code == 500
    assert "zq7pasted" not in response.text
    assert "broken" in caplog.text
    assert is_kept_nowhere(caplog)


def test_a_file_that_is_sent_touches_no_disk(client, monkeypatch):
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *_a, **_k: pytest.fail("a file was made"))
    file = io.BytesIO(b"550 " * 5_000_000)
    file.name = "bounce.eml"
    assert client.post("/lookup/", {"text": PASTED, "file": file}).status_code in {200, 413}


def test_words_searched_for_are_neither_logged_nor_kept(client, caplog):
    caplog.set_level(logging.DEBUG)
    for path in ("/lookup/", "/ar/lookup/"):
        response = client.post(path, {"text": "zq7pasted mailbox"})
        assert "zq7pasted" in response.text
        assert "no-store" in response["Cache-Control"]
    assert client.get("/search/", {"q": "zq7pasted mailbox"}).status_code == 200
    assert is_kept_nowhere(caplog)


def test_the_log_of_the_real_server_has_no_word_of_an_address(tmp_path):
    with new_site(tmp_path) as environment, serving(environment) as running:
        form = urllib.parse.urlencode({"text": "zq7pasted mailbox"}).encode()
        for path, data in (("/search/?q=zq7pasted", None), ("/ar/search/?q=zq7pasted", None), ("/lookup/", form)):
            urllib.request.urlopen(running.address + path, data=data, timeout=20).close()  # noqa: S310
        assert "Serving" in running.log.read_text()
        assert "zq7pasted" not in running.log.read_text()


# --- what the page about it says


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", ("ends 45 minutes after", "count for 15 minutes", "for 90 days", "not stored, not logged")),
        ("/ar", ("بعد 45 دقيقة", "تُحتسب 15 دقيقة", "لمدة 90 يومًا", "لا يُخزَّن ولا يُسجَّل")),
    ],
)
def test_the_page_says_for_how_long_what_is_kept(client, settings, prefix, said):
    settings.SESSION_MINUTES, settings.HISTORY_DAYS = 45, 90
    page = client.get(f"{prefix}/privacy/").text
    assert [words for words in said if words not in " ".join(page.split())] == []
    assert {"readers", "staff"} <= {*lxml.html.document_fromstring(page).xpath("//@id")}


def test_a_history_without_end_is_told_as_such(client):
    assert "as long as the site has its history" in client.get("/privacy/").text


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("path", ["/about/", "/admin/login/"])
def test_readers_and_staff_are_led_to_it(client, prefix, path):
    page = lxml.html.document_fromstring(client.get(prefix + path).text)
    assert page.xpath(f"//a[@href='{prefix}/privacy/']")
