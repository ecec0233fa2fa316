"""The look-up: what somebody pasted, answered on the page, for programs and on the command line."""

import http.client
import io
import json
import logging
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from running import BOUNCES, ROOT

from codes import answers, catalogue
from codes.box import MAX_BYTES
from codes.models import KnownReply

pytestmark = pytest.mark.django_db

GREYLISTED = "450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/"
RELAY = (
    "host mx.example.com[192.0.2.1] said: 554 5.7.1 <user@example.com>: Relay access denied "
    "(in reply to RCPT TO command)"
)


def bounce(name):
    return (BOUNCES / f"{name}.eml").read_text("utf-8")


def ask(client, text, **query):
    response = client.post("/api/v1/lookup", text, content_type="text/plain; charset=utf-8", query_params=query)
    assert response.status_code == 200, response.text
    return response.json()


# --- on the page


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_pasted_bounce_is_answered_in_place(client, prefix):
    response = client.post(f"{prefix}/lookup/", {"text": bounce("lhost-qmail-17")})
    page = response.text
    assert response.status_code == 200
    assert page.count('class="answer permanent"') == 2
    for said in ("userunknown@libsisimai.net", "mailboxfull@libsisimai.net", f'href="{prefix}/causes/mailbox-full/"'):
        assert said in page
    assert f'href="{prefix}/5.2.2/"' in page
    assert not response.cookies
    assert response["Cache-Control"] == "no-store, no-transform"


def test_the_answer_says_what_a_reader_needs_in_arabic(client):
    page = client.post("/ar/lookup/", {"text": RELAY}).text
    for said in (
        "رفض دائم",
        "ينبغي ألا تُعاد المحاولة نفسها",
        "ترحيل البريد مرفوض",
        "المرسِل",
        "RCPT TO",
        "Postfix",
        "مرحبًا،",
        "Hello,",
    ):
        assert said in page, said


def test_a_temporary_refusal_that_was_given_up_is_no_longer_tried(client):
    report = "Final-Recipient: rfc822; user@example.com\nAction: {}\nDiagnostic-Code: smtp; 451 4.4.1 timeout\n"
    assert "has stopped trying" in client.post("/lookup/", {"text": report.format("failed")}).text
    page = client.post("/lookup/", {"text": report.format("delayed")}).text
    assert "has stopped trying" not in page
    assert "Nobody yet: wait" in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rfc3834-02", "إشعار الإجازة"),
        ("arf-11", "تقرير عن رسالة"),
        ("is-not-bounce-01", "تبدو هذه رسالة عادية"),
    ],
)
def test_what_is_no_bounce_is_told_kindly(client, name, said):
    page = client.post("/ar/lookup/", {"text": bounce(name)}).text
    assert said in page
    assert ("ابحث عن سطر يبدأ بثلاثة أرقام" in page) == (name == "is-not-bounce-01")
    assert 'class="answer' not in page


def test_what_was_pasted_is_shown_as_text_only(client):
    nasty = '550 5.1.1 <script>alert(1)</script> "><img src=x onerror=alert(2)> </textarea><b>\n' * 2
    page = client.post("/ar/lookup/", {"text": nasty}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("</textarea>") == 1
    assert '<blockquote class="quoted" dir="auto"' in page
    assert 'name="text" cols="40" rows="3" dir="auto"' in page


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


@pytest.mark.xdist_group("browser")  # shares the running site with them
@pytest.mark.parametrize("path", ["/ar/lookup/", "/api/v1/lookup"])
def test_who_sends_all_before_it_reads_gets_an_answer(site, path):
    sender = http.client.HTTPConnection(site.removeprefix("http://"), timeout=60)
    sender.request("POST", path, b"text=" + b"550 " * 2_500_000, {"Content-Type": "application/x-www-form-urlencoded"})
    assert sender.getresponse().status == 413


def test_a_file_that_is_sent_touches_no_disk(client, monkeypatch):
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *_a, **_k: pytest.fail("a file was made"))
    file = io.BytesIO(b"550 " * 5_000_000)
    file.name = "bounce.eml"
    assert client.post("/lookup/", {"text": PASTED, "file": file}).status_code in {200, 413}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "الصق الرد"),
        ("x" * (MAX_BYTES + 1), "256 كيلوبايت"),
        ("ع" * MAX_BYTES, "256 كيلوبايت"),
        ("x" * 10_000_000, "256 كيلوبايت"),
    ],
)
def test_too_little_and_too_much(client, text, said):
    response = client.post("/ar/lookup/", {"text": text})
    assert response.status_code == (200 if not text else 413)
    assert said in response.text
    assert 'name="text"' in response.text
    assert len(response.content) < 20_000  # what is too long is not sent back


@pytest.mark.parametrize(
    "octets", [bytes(range(256)) * 40, b"PK\x03\x04" + bytes(range(128, 256)) * 40, b"\x89PNG\r\n\x1a\n" * 400]
)
def test_binary_is_answered_with_a_sentence(client, octets):
    for text in (octets.decode("latin-1"), octets.decode("utf-8", "replace")):
        response = client.post("/ar/lookup/", {"text": text})
        assert response.status_code == 200
        assert "ليس في هذا النص رد" in response.text
        assert "\0" not in response.text


def test_wording_without_a_code_has_its_cause(client):
    answer = ask(client, "Your message was not delivered.\n\nThe mailbox of user@example.com is full.\n")
    assert (answer["replies"][0]["code"], answer["replies"][0]["cause"]) == (None, "mailbox-full")


def test_what_staff_add_is_recognised_at_once(client):
    text = "554 5.7.1 Wombat filter 9000 says nay to user@example.com"
    before = ask(client, text)["replies"][0]
    assert before["known_reply"] is None
    own = KnownReply.objects.filter(provider="postfix").first()
    own.pk, own.slug, own.reply, own.code, own.enhanced, own.cause_id = (
        None,
        "postfix-wombat",
        text,
        "554",
        "5.7.1",
        "content-rejected",
    )
    own.save()
    after = ask(client, text.replace("user@", "bob@"))["replies"][0]
    assert (after["known_reply"], after["cause"]) == ("postfix-wombat", "content-rejected")


def test_queries(client, django_assert_num_queries):
    ask(client, RELAY)
    with django_assert_num_queries(2):  # the generation, the known reply
        ask(client, RELAY)
    with django_assert_num_queries(2):
        client.post("/lookup/", {"text": RELAY})


# --- for programs


def test_the_document_for_programs(client):
    answer = ask(client, RELAY)
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
    assert (reply["cause"], reply["retried"], reply["actors"]) == ("greylisted", "queue", ["wait"])
    assert reply["explanation"]["verdict"] == "رفض مؤقت"
    assert reply["explanation"]["url"].endswith("/ar/causes/greylisted/")


def test_what_is_not_known_is_null(client):
    reply = ask(client, "550")["replies"][0]
    assert {reply[key] for key in ("enhanced", "stage", "cause", "recipient", "known_reply")} == {None}
    nothing = ask(client, "Good morning!")
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


@pytest.mark.parametrize(
    ("text", "retried", "first"),
    [
        ("smtplib.SMTPDataError: (451, b'4.3.0 Temporary failure')", "client", "wait"),
        ("451 4.3.0 Temporary failure", "queue", "wait"),
        ("550 5.7.1 Greylisted, try again later", "no", "sender"),
        ("Status: 4.4.7\nAction: failed\nDiagnostic-Code: smtp; 451 4.4.1 no answer", "given-up", "sender-admin"),
    ],
)
def test_who_tries_again_and_who_acts(client, text, retried, first):
    reply = ask(client, text)["replies"][0]
    assert (reply["retried"], reply["actors"][0]) == (retried, first)


def test_nobody_is_told_to_wait_after_a_permanent_refusal(client):
    reply = ask(client, "554 5.3.2 System not accepting network messages, try again later")["replies"][0]
    assert not [step for step in reply["explanation"]["steps"].values() if step.startswith("Wait")]


@pytest.mark.parametrize("text", ["Dear Bob, please check the certificate of the policy.\nYours, Ann", "Hello\nthere"])
def test_an_ordinary_text_is_no_bounce(client, text):
    answer = ask(client, text)
    assert (answer["is_bounce"], answer["replies"]) == (False, [])


def test_any_octets_are_answered(client):
    for body in (b"", b"\xff\xfe\x00", "550 5.1.1 é".encode("latin-1"), bytes(range(256))):
        response = client.generic("POST", "/api/v1/lookup", body, content_type="text/plain; charset=nonsense")
        assert response.status_code == 200


# --- on the command line


def explain(monkeypatch, capsys, octets, *arguments):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets)))
    call_command("explain", *arguments)
    return capsys.readouterr().out


def test_the_command_says_the_same_as_the_api(client, monkeypatch, capsys):
    text = bounce("lhost-mailru-02")
    out = explain(monkeypatch, capsys, text.encode(), "--json", "--lang", "ar", "-")
    assert json.loads(out) == ask(client, text, lang="ar")


def test_the_command_writes_for_people(monkeypatch, capsys):
    out = explain(monkeypatch, capsys, RELAY.encode(), "--lang", "ar")
    assert "554 5.7.1 <user@example.com>: Relay access denied" in out
    assert "رفض دائم" in out
    assert "إشعار الإجازة" in explain(monkeypatch, capsys, bounce("rfc3834-02").encode(), "--lang", "ar")


def test_the_command_reads_a_file(capsys):
    call_command("explain", str(BOUNCES / "lhost-mailru-02.eml"))
    assert "Mailbox full" in capsys.readouterr().out


def test_trouble_of_the_command_is_one_line(monkeypatch, capsys, tmp_path):
    with pytest.raises(CommandError, match="longer than"):
        explain(monkeypatch, capsys, b"x" * (MAX_BYTES + 1))
    with pytest.raises(CommandError, match="No such file"):
        call_command("explain", str(tmp_path / "nothing"))
    result = subprocess.run(
        [sys.executable, "manage.py", "explain"],
        cwd=ROOT,
        env={"VAR_DIR": str(tmp_path / "none"), "SECRET_KEY": "only for this test", "PATH": ""},
        input="550 5.1.1 no",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "make run sets it up" in result.stderr


def test_a_text_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(answers.TooLargeError):
        answers.explain("x" * 10_000_000, catalogue.current())
