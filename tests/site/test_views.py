"""What the pages answer to what readers type, paste and ask for."""

import lxml.html
import pytest
from django.conf import settings
from running import RELAY, bounce

from codes.freshness import Grade
from codes.models import Advice, Cause, CodePair, ProgramError, ReplyCode, StageMeaning, VendorUse
from codes.seen import Seen
from smtp_replies.mailboxes import MAX_BYTES

pytestmark = pytest.mark.django_db


# --- the box


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("550", "/550/"),
        ("٥٥٠", "/550/"),
        ("550 5.1.1", "/5.1.1/"),
        ("550 5.7.509", "/5.7.509/"),  # a vendor's own code
        ("550 5.9.99", "/550/"),  # nobody knows the second code
        ("550 4.2.2", "/compare/550/4.2.2/"),  # they contradict each other
        ("٥٥٠ ٥.١.١", "/5.1.1/"),
        ("250 2.1.5 vs 550 5.1.1", "/compare/2.1.5/5.1.1/"),
        (" 550-", "/550/"),
        ("smtp 550", "/550/"),
        ("250 vs 553", "/compare/250/553/"),
        ("599", "/599/"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_box_leads_to_the_right_page(client, text, target, prefix):
    response = client.post(f"{prefix}/lookup/", {"text": text})
    assert (response.status_code, response["Location"]) == (303, prefix + target)
    assert not response.cookies


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_few_words_are_searched_for_without_standing_in_an_address(client, prefix):
    response = client.post(f"{prefix}/lookup/", {"text": "mailbox full"})
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store, no-transform")
    assert f'href="{prefix}/causes/mailbox-full/"' in response.text
    assert "q=mailbox" not in response.text
    assert not response.cookies


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", '<ul class="errorlist"'),
        ("\0", '<ul class="errorlist"'),
        ("?!", "ليس في هذا النص رد"),
        ("someone@example.com", "ليس في هذا النص رد"),
        ("<script>alert(1)</script>" * 9, "ليس في هذا النص رد"),
    ],
)
def test_nonsense_gets_a_sentence_and_the_box_again(client, text, said):
    response = client.post("/ar/lookup/", {"text": text})
    assert response.status_code == 200
    assert said in response.text
    assert 'name="text"' in response.text
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            "550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level.",
            "/providers/outlook-com/#outlook-com-550",
        ),
        ("552 5.2.2 Sorry, no more room for you xyzzy", "/causes/mailbox-full/#mailbox-full"),
        ("250 2.0.0 Ok: queued as xyzzy", "/250/"),
    ],
)
def test_an_answer_has_a_lasting_address_without_what_was_pasted(client, text, path, prefix):
    page = lxml.html.document_fromstring(client.post(f"{prefix}/lookup/", {"text": text}).text)
    [link] = [a.get("href") for a in page.xpath("//p[@class='sources']/a[starts-with(bdi, 'http')]")]
    assert link.startswith(f"{settings.SITE_URL}{prefix}{path}")
    assert not any("xyzzy" in url for url in page.xpath("//@href | //@action | //@formaction"))
    assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200
    # The box below is empty; the text can be changed on demand, and goes along into the other language.
    assert [box.text.strip() for box in page.xpath("//main//textarea")] == ["", text]
    assert page.xpath("//header//form/input[@name='text']/@value") == [text]


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
        "لا، فلا بد من تغيير شيء أولًا",
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
    assert page.count("</textarea>") == page.count("<textarea") == 2
    assert '<blockquote class="quoted" dir="auto"' in page
    assert 'name="text" cols="40" rows="3" dir="auto"' in page


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


# --- searches, and requests that are none


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=" + "x" * 10_000, "q=", "q=%E2%80%8F"])
def test_odd_searches_are_answered(client, query):
    response = client.get(f"/ar/search/?{query}")
    assert response.status_code == 200
    assert 'name="text"' in response.text
    assert "\0" not in response.text


@pytest.mark.parametrize(
    ("prefix", "query"),
    [("", "difference between 554 and 550"), ("", "550 vs 554"), ("/ar", "الفرق بين 550 و 554"), ("/ar", "550 او 554")],
)
def test_two_codes_to_tell_apart_lead_to_their_comparison(client, prefix, query):
    page = client.get(f"{prefix}/search/", {"q": query}).text
    first = page.split('<ul class="results">')[1].split("</li>")[0]
    assert f'href="{prefix}/compare/550/554/"' in first
    response = client.post(f"{prefix}/lookup/", {"text": query})
    assert response.status_code == 303
    assert response["Location"] in {f"{prefix}/compare/550/554/", f"{prefix}/compare/554/550/"}


def test_no_comparison_is_found_with_a_code_that_is_not_known(client):
    assert "/compare/550/" not in client.get("/search/", {"q": "550 vs 599"}).text


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/search/", "mailbox full", "552"),
        ("/search/", "mailbx full", "552"),
        ("/ar/search/", "صندوق ممتلئ", "552"),
        ("/ar/search/", "الصندوق الممتلئ", "552"),
    ],
)
def test_words_find_their_code(client, path, query, code):
    response = client.get(path, {"q": query})
    codes = [str(found.code) for found in response.context["results"] if hasattr(found, "code")]
    assert code in codes[:3]


@pytest.mark.parametrize(
    ("path", "query", "cause"),
    [
        ("/search/", "mailbox full", "mailbox-full"),
        ("/search/", "greylisting", "greylisted"),
        ("/ar/search/", "صندوق ممتلئ", "mailbox-full"),
        ("/ar/search/", "greylisting", "greylisted"),
    ],
)
def test_words_find_their_cause(client, path, query, cause):
    response = client.get(path, {"q": query})
    best = response.context["results"][:3]
    assert cause in {getattr(found, name, "") for found in best for name in ("slug", "cause_id")}
    assert f'href="{path.removesuffix("search/")}causes/{cause}/"' in response.text


def test_an_invented_code_comes_last_and_is_said_to_be_one(client):
    results = client.get("/search/", {"q": "blocked"}).context["results"]
    standings = [found.facts.is_registered for found in results if isinstance(found, Seen)]
    assert standings == sorted(standings, reverse=True)
    page = client.get("/search/", {"q": "541"}).text
    assert "Not defined by any specification" in page


def test_known_replies_and_program_errors_are_found_by_their_words(client):
    page = client.get("/ar/search/", {"q": "our system has detected unusual rate"}).text
    assert 'href="/ar/providers/gmail/#gmail-' in page
    assert "<mark>unusual</mark>" in page
    assert 'href="/errors/' in client.get("/search/", {"q": "0x800CCC0E"}).text


def test_what_is_nowhere_gets_a_sentence_and_ways_on(client):
    page = client.get("/ar/search/", {"q": "xylophone quartets"}).text
    assert "لا شيء هنا فيه هذه الكلمات" in page
    for way in ("/ar/causes/", "/ar/errors/", "/ar/"):
        assert f'<a href="{way}"' in page


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("path", ["/", "/lookup/", "/search/?q=spf", "/550/", "/causes/", "/abc/", "/599/"])
def test_every_page_has_one_box_that_posts(client, path, prefix):
    root = lxml.html.document_fromstring(client.get(prefix + path).text)
    boxes = root.xpath("//form[contains(@class, 'box')]")
    assert [(form.get("method"), form.get("action")) for form in boxes] == [("post", f"{prefix}/lookup/")]
    assert len(root.xpath("//textarea")) == 1
    assert not root.xpath("//input[@name='q']")


def test_each_example_is_a_button_that_works_without_script(client):
    root = lxml.html.document_fromstring(client.get("/ar/").text)
    examples = root.xpath("//form[@class='examples' and @method='post']/button[@name='text']/@value")
    assert len(examples) == 3
    answers = [client.post("/ar/lookup/", {"text": text}) for text in examples]
    assert [answer.status_code for answer in answers] == [200, 303, 200]
    assert answers[0].context["result"].answers[0].cause.slug == "recipient-unknown"
    assert answers[2].context["result"].answers[0].cause.slug == "mailbox-full"


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/causes/", {"/causes/": "page"}),
        ("/causes/tls/", {"/causes/": "true"}),
        ("/lookup/", {"/lookup/": "page"}),
        ("/550/", {}),
    ],
)
def test_the_menu_says_where_the_reader_is(client, path, current):
    root = lxml.html.document_fromstring(client.get(path).text)
    links = root.xpath("//details[@class='menu']//a")
    assert {a.get("href"): a.get("aria-current") for a in links if a.get("aria-current")} == current


def test_robots(client):
    text = client.get("/robots.txt").text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /ar/admin/" in text


@pytest.mark.parametrize("path", ["/550/", "/ar/550/"])
def test_only_the_box_takes_posts(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(("path", "said"), [("/550/", "could not be read"), ("/ar/550/", "تعذّرت قراءة هذا الطلب")])
def test_a_malformed_request_is_a_page_in_the_right_language(client, path, said):
    response = client.get(path, headers={"host": "bad host"})
    assert response.status_code == 400
    assert said in response.text


@pytest.mark.parametrize(("path", "said"), [("/550/", "not your fault"), ("/ar/550/", "ليس الخطأ منك")])
def test_the_500_page_needs_no_database(client, monkeypatch, path, said):
    def fail():
        raise OSError("the database is gone")

    monkeypatch.setattr("codes.generation.current", fail)
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == 500
    assert said in response.text


def test_an_unknown_code_in_a_comparison_is_named_alone(client):
    page = client.get("/compare/250/599/").text
    assert page.count("<h1>") == 1
    assert "599" in page


@pytest.mark.parametrize(("words", "is_answered"), [("No such user here", True), ("mailbox full", False)])
def test_words_of_a_server_are_answered_where_they_were_rather_pasted_than_typed(client, words, is_answered):
    answer = client.post("/lookup/", {"text": words})
    assert ("result" in answer.context, "results" in answer.context) == (is_answered, not is_answered)


@pytest.mark.parametrize(("prefix", "verdict"), [("", "Accepted"), ("/ar", "مقبول")])
@pytest.mark.parametrize("path", ["/compare/250/599/", "/compare/250/5.7.515/"])
def test_beside_an_unknown_code_a_known_one_is_told(client, prefix, verdict, path):
    response = client.get(prefix + path)
    assert response.status_code == 404
    (card,) = lxml.html.document_fromstring(response.text).xpath("//article[contains(@class, 'accepted')]")
    assert card.xpath(".//a[@class='number']/@href") == [f"{prefix}/250/"]
    assert verdict in card.text_content()


def wrong_before(row, field):
    """Let the source text of a field correct what its translation still says."""
    column = f"{field}_{settings.LANGUAGE_CODE}"
    old = getattr(row, column)
    setattr(row, column, f"{old.rstrip()} It is so.")
    row.leave_behind(field, old, getattr(row, column), Grade.WRONG_BEFORE, "it said something else")
    row.save()


@pytest.mark.parametrize(
    ("model", "key", "field", "path"),
    [
        (ReplyCode, {"code": "550"}, "fix", "/550/"),
        (StageMeaning, {"code": "550", "stage": "rcpt"}, "meaning", "/550/"),
        (ReplyCode, {"code": "550"}, "name", "/compare/550/553/"),
        (CodePair, {"left": "250", "right": "553"}, "verdict", "/compare/250/553/"),
        (Cause, {"slug": "greylisted"}, "signs", "/causes/greylisted/"),
        (Advice, {"slug": "greylisting"}, "summary", "/causes/greylisted/"),
        (VendorUse, {"code": "5.7.509"}, "meaning", "/5.7.509/"),
        (ProgramError, {"slug": "odoo-failed"}, "first_step", "/errors/odoo/"),
        (Advice, {"slug": "no-answer-from-port"}, "first_step", "/errors/"),
    ],
)
def test_readers_of_a_translation_are_told_that_the_english_page_corrects_it(client, model, key, field, path):
    before = {prefix: client.get(prefix + path).text for prefix in ("", "/ar")}
    wrong_before(model.objects.get(**key), field)
    page = lxml.html.document_fromstring(client.get(f"/ar{path}").text)
    [notice] = page.xpath("//p[a[@hreflang='en'] and contains(., 'أحدث من هذه الترجمة')]")
    assert notice.xpath("string(a/@href)") == path
    assert notice.xpath("preceding::h1")  # below what a reader needs first
    assert not notice.xpath("ancestor::header")
    assert "is newer" not in client.get(path).text
    for prefix, page in before.items():  # and nobody else is
        assert "أحدث من هذه الترجمة" not in page, prefix


def test_an_answer_tells_it_too_and_leads_to_the_english_page_of_what_it_is_about(client):
    pasted = {"text": "451 4.7.1 Greylisted, please try again in 300 seconds"}
    before = {prefix: client.post(f"{prefix}/lookup/", pasted).text for prefix in ("", "/ar")}
    wrong_before(Advice.objects.get(slug="greylisting"), "summary")
    page = lxml.html.document_fromstring(client.post("/ar/lookup/", pasted).text)
    [notice] = page.xpath("//p[a[@hreflang='en'] and contains(., 'أحدث من هذه الترجمة')]")
    assert notice.xpath("string(a/@href)") == "/causes/greylisted/#greylisting"
    assert notice.xpath("preceding::*[@id='tried-again']")
    assert "is newer" not in client.post("/lookup/", pasted).text
    for prefix, page in before.items():
        assert "أحدث من هذه الترجمة" not in page, prefix
