"""The look-up for programs."""

import pytest
from django.db import OperationalError
from running import RELAY

from smtp_replies.mailboxes import MAX_BYTES

pytestmark = pytest.mark.django_db


GREYLISTED = "450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/"


def test_the_document_for_programs(ask):
    answer = ask(RELAY)
    reply = answer["replies"][0]
    assert answer["is_bounce"] is True
    assert {key: reply[key] for key in ("code", "enhanced", "stage", "cause", "verdict", "retried", "recipient")} == {
        "code": "554",
        "enhanced": "5.7.1",
        "stage": "rcpt",
        "cause": "relay-denied",
        "verdict": "permanent",
        "retried": "no",
        "recipient": "user@example.com",
    }
    assert reply["line"] == "554 5.7.1 <user@example.com>: Relay access denied"
    assert reply["explanation"]["verdict"] == "Permanent refusal"


def test_the_explanation_is_in_the_language_asked_for(client):
    answer = client.post("/api/v1/lookup?lang=ar", {"text": GREYLISTED}, content_type="application/json").json()
    reply = answer["replies"][0]
    assert (reply["cause"], reply["retried"], reply["actors"]) == ("greylisted", "queue", ["wait", "sender-admin"])
    assert reply["explanation"]["verdict"] == "رفض مؤقت"
    assert reply["explanation"]["url"].endswith("/ar/causes/greylisted/#greylisting")


def test_what_is_not_known_is_null(ask):
    reply = ask("550")["replies"][0]
    assert {reply[key] for key in ("enhanced", "stage", "cause", "recipient", "known_reply")} == {None}
    nothing = ask("Good morning!")
    assert (nothing["is_bounce"], nothing["replies"]) == (False, [])


@pytest.mark.parametrize(
    ("body", "kind", "asked", "status", "said"),
    [
        ("{", "application/json", {}, 400, "JSON"),
        ('{"txt": 1}', "application/json", {}, 400, "JSON"),
        ('{"text": 550}', "application/json", {"lang": "ar"}, 400, "يجب أن يكون"),
        ("[" * 100_000, "application/json", {}, 400, "JSON"),
        ("550", "text/plain", {"lang": "xx"}, 400, "xx"),
        ("x" * (MAX_BYTES + 1), "text/plain", {}, 413, str(MAX_BYTES)),
        ("x" * 10_000_000, "text/plain", {"lang": "ar"}, 413, "بايت"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(client, body, kind, asked, status, said):
    response = client.post("/api/v1/lookup", body, content_type=kind, query_params=asked)
    assert response.status_code == status
    assert said in response.json()["error"]


def test_only_posts_are_answered(client):
    response = client.get("/api/v1/lookup?lang=ar")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "POST" in response.json()["error"]


def test_any_octets_are_answered(client):
    for body in (b"", b"\xff\xfe\x00", "550 5.1.1 é".encode("latin-1"), bytes(range(256))):
        response = client.generic("POST", "/api/v1/lookup", body, content_type="text/plain; charset=nonsense")
        assert response.status_code == 200


def test_queries(client, ask, django_assert_num_queries):
    ask(RELAY)
    with django_assert_num_queries(2):  # the generation, the known reply
        ask(RELAY)
    with django_assert_num_queries(2):
        client.post("/lookup/", {"text": RELAY})


def test_a_database_that_is_gone_is_said_in_json(client, monkeypatch):
    def fail(*_arguments, **_named):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)
    response = client.post("/api/v1/lookup?lang=ar", "550 5.1.1 User unknown", content_type="text/plain")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response.json() == {"error": "قاعدة البيانات مشغولة، أو لا يمكن استعمالها الآن."}
