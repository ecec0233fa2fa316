"""The work list: whose texts, in which order and state, and the way from one to the next."""

import pytest
from django.core.management import call_command
from editing import form_in, opened
from lxml import html

from codes import content, worklist
from codes.finding import met
from codes.freshness import Grade
from codes.models import Advice, Cause, Person, ReplyCode
from codes.rows import OTHERS
from codes.sheets import Address

pytestmark = pytest.mark.django_db

FRONT = "/admin/"
NEW = "The server does not take the message."


def code(text):
    return ReplyCode.objects.get(code=text)


def leave_behind(text, why=""):
    """Change the English summary of a code."""
    row = code(text)
    row.leave_behind("summary", row.summary_en, NEW, Grade.CHANGED, why)
    row.summary_en = NEW
    row.save()


def take_away(row, column="fix_ar"):
    """Take a translation away."""
    setattr(row, column, None)
    row.save()


@pytest.fixture
def open_texts():
    """One text that is outdated, and four that are missing, of codes more and less often met."""
    leave_behind("550", "It is not full.")
    for row in (code("421"), code("555"), code("X.7.26"), Cause.objects.get(slug="mailbox-full")):
        take_away(row, "summary_ar")


@pytest.fixture
def arabic(client, translator):
    client.force_login(translator)
    return client


def page_of(client, address=FRONT):
    response = client.get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.text)


def said(element):
    return " ".join(element.text_content().split())


def listed(page):
    """The records of the list with their texts."""
    return [said(record) for record in page.xpath("//ul[@class='records']/li")]


def numbers(page):
    """What the tables say, by their first cells."""
    rows = [list(map(said, row)) for row in page.xpath("//section[@class='work']//tbody/tr")]
    return {name: list(map(int, counts)) for name, *counts in rows}


# --- what is listed


def test_open_texts_are_listed_by_kind_those_most_often_met_first(arabic, open_texts, settings):
    times = met(settings.CONTENT_DIR)
    assert times["550"] > times["421"] > times["555"]
    assert listed(page_of(arabic)) == [
        "550 reply code Summary outdated It is not full.",
        "421 reply code Summary missing",
        "555 reply code Summary missing",
        "X.7.26 reply code Summary missing",
        "mailbox-full cause Summary missing",
    ]


def test_where_all_is_done_the_list_says_so(arabic):
    page = page_of(arabic)
    assert listed(page) == []
    assert "All texts are there and current." in said(page)
    assert not page.xpath("//a[contains(@href, '?text=')]")


def test_the_counts_are_those_of_the_command(arabic, open_texts, capsys):
    call_command("translations", "--lang", "ar")
    told = [line.strip() for line in capsys.readouterr().out.splitlines() if " complete, " in line]
    shown = [
        f"{complete} of {texts} complete, {outdated} outdated, {missing} missing,"
        for texts, complete, outdated, missing in numbers(page_of(arabic)).values()
    ]
    assert len(told) == len(shown)
    assert [counts in line for line, counts in zip(told, shown, strict=True)] == [True] * len(told)
    assert numbers(page_of(arabic))["All"][2:] == [1, 4]


def test_one_kind_alone(arabic, open_texts):
    page = page_of(arabic, f"{FRONT}?language=ar&kind=enhanced")
    assert listed(page) == ["X.7.26 reply code Summary missing"]
    assert [said(link) for link in page.xpath("//section[@class='work']//a[@aria-current]")] == ["Enhanced codes"]
    assert len(listed(page_of(arabic, f"{FRONT}?language=xx&kind=none&p=x"))) == 5


def test_many_texts_take_several_pages(arabic):
    for row in ReplyCode.objects.order_by("code")[:45]:
        take_away(row, "summary_ar")
    first, second = page_of(arabic), page_of(arabic, f"{FRONT}?p=2")
    assert (len(listed(first)), len(set(listed(first)) & set(listed(second)))) == (40, 0)
    assert first.xpath("//a[@rel='next']/@href") == ["?p=2#open"]
    assert second.xpath("//a[@rel='prev']/@href") == ["?p=1#open"]


def test_what_is_listed_is_asked_for_once_in_a_generation(arabic, open_texts, translator, django_assert_num_queries):
    with django_assert_num_queries(12):  # two for rights; the generation; the rows of nine kinds
        worklist.of(translator)
    with django_assert_num_queries(1):  # the generation
        (work,) = worklist.of(translator)
    assert [str(text.address) for text in work.open][:2] == ["codes: 550 summary_ar", "codes: 421 summary_ar"]
    code("421").delete()
    assert len(worklist.of(translator)[0].open) == 4


# --- whose list it is


def test_each_works_in_the_languages_of_theirs(translator, support, publisher, stranger):
    assert [work.language for work in worklist.of(translator)] == ["ar"]
    assert [work.language for work in worklist.of(support)] == OTHERS
    assert [work.language for work in worklist.of(publisher)] == OTHERS
    assert worklist.of(stranger) == []


@pytest.fixture
def stranger(django_user_model):
    return django_user_model.objects.create_user("stranger", is_staff=True)


def test_own_languages_come_first_and_a_translator_sees_no_other(monkeypatch, translator, support):
    """As if there were more of them, of the same words."""
    monkeypatch.setattr(worklist, "OTHERS", ["de", "fr", "ar"])
    asked = []
    monkeypatch.setattr(
        worklist, "_of_generation", lambda _number, allowed: asked.append([each for each, _ in allowed])
    )
    monkeypatch.setattr("codes.people.LANGUAGES", ["en", "de", "fr", "ar"])
    Person.objects.filter(user=support).update(languages=["fr"])
    support.refresh_from_db()
    for user in (translator, support):
        worklist.of(user)
    assert asked == [["ar"], ["fr", "de", "ar"]]


@pytest.mark.parametrize(("number", "are_open"), [(1, True), (7, True), (8, False)])
def test_of_several_languages_one_is_chosen_and_many_are_folded(monkeypatch, arabic, translator, number, are_open):
    (own,) = worklist.of(translator)
    monkeypatch.setattr(worklist, "of", lambda _user: [own, *number * [worklist.Work("en", own.texts[:3], {})]])
    for query, chosen in (("", "العربية"), ("?language=en", "English")):
        page = page_of(arabic, FRONT + query)
        (folded,) = page.xpath("//section[@class='work']/details")
        assert ("open" in folded.attrib) is are_open
        assert said(folded.xpath(".//tr[@class='chosen']/th")[0]) == chosen
        assert numbers(page)["English"] == [3, 3, 0, 0]
        assert said(page.xpath("//section[@class='work']/h3")[0]) == f"Texts: {chosen}"


def test_who_has_no_language_yet_is_told_so(client, translator, stranger):
    Person.objects.all().delete()
    for user, is_told in ((translator, True), (stranger, False)):
        client.force_login(user)
        page = page_of(client)
        assert ("translates into no language yet" in said(page), listed(page)) == (is_told, [])


def test_the_apps_stay_below(admin_client, open_texts):
    page = admin_client.get(FRONT).text
    assert page.index('id="work"') < page.index('href="/admin/codes/replycode/"')


# --- from one text to the next


def form_of(text, column="summary_ar", prefix=""):
    return f"{prefix}/admin/codes/replycode/{code(text).pk}/change/?text={column}"


def test_a_link_opens_the_form_at_its_text(arabic, open_texts):
    page = page_of(arabic)
    assert page.xpath("//section[@class='work']//a[@class='button']/@href") == [form_of("550")]
    link = page.xpath("//ul[@class='records']//a/@href")[0]
    form = page_of(arabic, link)
    assert form.xpath("//textarea[@autofocus]/@name") == ["summary_ar"]
    assert form.xpath("//input[@name='_next']/@value") == ["Save and next"]
    assert form.xpath("//nav[@class='place']/a/@href")[0] == f"{FRONT}?language=ar"


def test_without_the_list_the_form_is_as_ever(arabic, open_texts):
    for query in ("", "?text=", "?text=summary_en", "?text=code", "?text=nothing"):
        form = page_of(arabic, form_of("550").partition("?")[0] + query)
        assert not form.xpath("//*[@autofocus] | //input[@name='_next'] | //nav[@class='place']")


def test_save_and_next_goes_down_the_list(arabic, open_texts):
    where = form_of("550")
    visited = []
    while "?text=" in where:
        visited.append(where)
        typed = {"summary_ar": "لا يقبل الخادم الرسالة."}
        response = arabic.post(where, opened(arabic, where) | typed | {"_next": "1"}, follow=True)
        assert response.status_code == 200
        where = response.redirect_chain[-1][0]
    cause = Cause.objects.get(slug="mailbox-full")
    assert visited == [
        *map(form_of, ("550", "421", "555", "X.7.26")),
        f"/admin/codes/cause/{cause.pk}/change/?text=summary_ar",
    ]
    assert where == f"{FRONT}?language=ar"
    assert "No other text of this language is open." in response.text
    assert not worklist.of(response.wsgi_request.user)[0].open


def test_what_is_passed_over_comes_again_after_the_last(arabic, open_texts):
    def following(client, where):
        (link,) = page_of(client, where).xpath("//nav[@class='place']/a[2]/@href")
        return client.get(link).headers["Location"]

    assert following(arabic, form_of("550")) == form_of("421")
    cause = Cause.objects.get(slug="mailbox-full")
    assert following(arabic, f"/admin/codes/cause/{cause.pk}/change/?text=summary_ar") == form_of("550")
    code("421").delete()
    assert following(arabic, form_of("550")) == form_of("555")


def test_a_place_that_is_none_leads_to_the_first(arabic, open_texts):
    for after in ("", "codes: 999 fix_ar", "\u202e", "codes"):
        assert arabic.get("/admin/next/", {"language": "ar", "after": after}).headers["Location"] == form_of("550")
    assert arabic.get("/admin/next/").headers["Location"] == form_of("550")
    for language in ("en", "xx"):
        assert arabic.get("/admin/next/", {"language": language}).headers["Location"] == FRONT


def test_who_translates_nothing_is_led_to_the_front_page(client, stranger, open_texts):
    client.force_login(stranger)
    assert client.get("/admin/next/").headers["Location"] == FRONT


def test_a_refused_save_keeps_place_language_and_what_was_typed(arabic, open_texts):
    where = form_of("421")
    typed = {"summary_ar": "النص الذي كُتب فيه `599`."}
    response = arabic.post(where, opened(arabic, where) | typed | {"_next": "1"})
    assert response.status_code == 200
    page = html.document_fromstring(response.text)
    assert form_in(response.text)["summary_ar"] == [typed["summary_ar"]]
    assert page.xpath("//textarea[@autofocus]/@name") == ["summary_ar"]
    assert page.xpath("//input[@name='_next']")
    assert code("421").summary_ar is None


def test_the_other_ways_to_save_keep_to_the_list_too(arabic, open_texts):
    where = form_of("421")
    form = opened(arabic, where) | {"summary_ar": "لا يقبل الخادم الرسالة."}
    assert arabic.post(where, form | {"_continue": "1"}).headers["Location"] == where
    assert arabic.post(where, opened(arabic, where) | {"_save": "1"}).headers["Location"] == f"{FRONT}?language=ar"


def test_the_list_in_arabic_leads_to_arabic_pages(arabic, open_texts):
    page = page_of(arabic, "/ar/admin/")
    assert listed(page)[0].startswith("550 رمز رد الخلاصة متأخرة عن الأصل")
    (start,) = page.xpath("//section[@class='work']//a[@class='button']/@href")
    assert start == form_of("550", prefix="/ar")
    page_of(arabic)  # in the same generation
    assert page_of(arabic, "/ar/admin/").xpath("//section[@class='work']//a[@class='button']/@href") == [start]


def test_the_text_after_a_place():
    texts = content.translations(content.live(), {}, "ar")
    work = worklist.Work("ar", texts, {})
    assert work.after(Address.of("codes: 550 fix_ar")) is None


# --- advice


def test_advice_that_nobody_has_checked_for_a_year_is_listed_for_whoever_may(client, publisher, support):
    first, second = Advice.objects.order_by("slug")[:2]
    Advice.objects.update(checked="9999-01-01")
    Advice.objects.filter(pk=first.pk).update(checked="2020-05-01")
    Advice.objects.filter(pk=second.pk).update(checked="2019-05-01")
    client.force_login(publisher)
    section = page_of(client).xpath("//section[@aria-labelledby='unchecked']")[0]
    assert [said(each) for each in section.xpath(".//li")] == [f"{second.slug} 2019-05-01", f"{first.slug} 2020-05-01"]
    client.force_login(support)
    assert not page_of(client).xpath("//section[@aria-labelledby='unchecked']")
