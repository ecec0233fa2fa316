"""How codes, texts, labels and references look in every template."""

import lxml.html
import pytest
from django.template import Context, Template
from django.utils.translation import override

from codes import catalogue
from codes.facts import Actor, Desk
from codes.models import Cause, ReplyCode
from codes.rows import Text
from codes.templatetags.reference import desk_for, reference_url
from smtp_replies.smtp import Code, Severity


def render(source, **context):
    return Template("{% load reference %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("RFC 5321 4.2.3", "https://www.rfc-editor.org/rfc/rfc5321.html#section-4.2.3"),
        ("RFC 3464 App. E", "https://www.rfc-editor.org/rfc/rfc3464.html#appendix-E"),
        ("RFC 876", "https://www.rfc-editor.org/rfc/rfc876.html"),
        ("draft-hall-prdr-00", "https://datatracker.ietf.org/doc/draft-hall-prdr-00/"),
    ],
)
def test_references_lead_to_their_section(reference, url):
    assert reference_url(reference) == url


@pytest.mark.django_db
@pytest.mark.parametrize(("own", "is_link"), [(["553"], True), (["550"], False)])
def test_a_code_is_a_link_but_not_on_its_own_page(own, is_link):
    code = '<code dir="ltr" translate="no">550</code>'
    shown = f'<a href="/550/">{code}</a>' if is_link else code
    context = {"known": catalogue.current(), "own_codes": own}
    assert render("{% code '550' %}", **context) == shown
    assert shown in render("{% line text %}", text=Text("See `550`.", "en"), **context)
    assert render("{% code '550' %}") == code


def test_nothing_that_is_shown_becomes_an_element():
    nasty = '<img src="x">'
    for source in ("{% code text %}", "{{ text|turns:'550' }}"):
        assert "<img" not in render(source, text=nasty)
    assert "<img" not in render("{% line text %}{% block_text text %}", text=Text(nasty, "en"))


@pytest.mark.parametrize(("language", "is_marked"), [("ar", True), ("en", False)])
def test_a_text_in_another_language_is_marked(language, is_marked):
    text = Text("See `550`.", "en")
    with override(language):
        for source in ("{% line text %}", "{% block_text text %}"):
            page = render(source, text=text)
            assert ('lang="en" dir="ltr"' in page) is is_marked
            assert ('class="untranslated"' in page) is is_marked
            assert "550</code>" in page


def test_a_session_has_the_lines_of_the_code_set_apart():
    session = "C: RCPT TO:<a@example.com>\nS: 550 5.1.1 no\nS: 5501 no\nC: 550 no\nS: 250 550: no"
    page = render("{% include 'codes/_transcript.html' %}", transcript=session, code=Code("550"))
    assert page.count("<mark>") == 1
    assert "<mark>550 5.1.1 no</mark>" in page
    assert "RCPT TO:&lt;a@example.com&gt;" in page
    lines = lxml.html.fragment_fromstring(page).xpath("//li")
    assert [line.get("class") for line in lines] == ["client", "server here", "server", "client", "server"]
    assert lines[4].text_content().split() == ["Server:", "S:", "250", "550:", "no"]


@pytest.mark.django_db
def test_the_contents_are_the_headings_of_the_page_where_there_are_more_than_three():
    headings = "".join(f"{{% heading 'a{number}' 'A &amp; {number}' %}}" for number in range(4))
    page = render(f"{{% sections %}}{headings}{{% endsections %}}")
    assert page.index('href="#a3"') < page.index('<h2 id="a0">')
    assert "contents" not in render(f"{{% sections %}}{headings.replace('a3', 'a2', 1)[:90]}{{% endsections %}}")


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|label }}", Actor.SENDER, "المرسِل"),
        ("{{ value|host }}", "https://www.example.com:8000/a", '<bdi dir="ltr" translate="no">www.example.com</bdi>'),
        ("{{ value|plain }}", Text("See `550`.", "en"), "See 550."),
        ("{{ value|source_label }}", "Postfix", "Postfix"),
        ("{{ value|source_label }}", "IANA", "السجل الرسمي"),
        ("{{ value|icon }}", Severity.PERMANENT_NEGATIVE, "permanent"),
        ("{{ value|icon }}", None, ""),
        ("{{ value|subject }}", Code("999"), ""),
    ],
)
def test_words_and_names(source, value, shown):
    with override("ar"):
        assert render(source, value=value) == shown


def test_time_alone_settles_no_permanent_refusal():
    causes = Cause(actors=["wait"], waiting="helps"), Cause(actors=["sender"], waiting="no")
    assert [desk_for(cause, Severity.PERMANENT_NEGATIVE) for cause in causes] == [None, Desk.YOU]
    assert [desk_for(cause, Severity.TRANSIENT_NEGATIVE) for cause in causes] == [Desk.WAIT, Desk.YOU]


def test_a_class_that_no_enhanced_code_has_is_told_apart():
    duties = [render("{{ code|class_duty }}", code=Code(text)) for text in ("5.7.1", "550", "3.7.1", "354")]
    assert duties[0] == duties[1]
    assert len({*duties}) == 3


@pytest.mark.django_db
def test_words_of_a_row_are_rendered_with_their_language():
    row = ReplyCode.objects.get(code="553")
    with override("ar"):
        assert "untranslated" not in render("{% words row 'fix' %}", row=row)
        row.fix_ar = None
        assert '<div class="prose" lang="en" dir="ltr">' in render("{% words row 'fix' %}", row=row)


@pytest.mark.parametrize(
    ("beside", "shown"),
    [
        ("One. <a>Two.</a>", "One. <a>Two.</a>"),
        ("一。 <a>二。</a> <b> 三。</b>", "一。<a>二。</a><b>三。</b>"),
        ("一：\n 550 二 三", "一：550 二 三"),
    ],
)
def test_a_full_stop_of_chinese_brings_its_own_space(beside, shown):
    assert render(f"{{% sentences %}}{beside}{{% endsentences %}}") == shown


@pytest.mark.django_db
def test_a_code_page_does_not_link_to_itself_whichever_page_was_made_first(client):
    assert 'href="/550/"' in client.get("/553/").text
    links = lxml.html.fromstring(client.get("/550/").text).xpath("//main//a/@href")
    assert "/550/" not in links
    assert "/553/" in links


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "shown", "not_shown"),
    [
        ("/ar/errors/", "طابعات وماسحات ضوئية", "Printers and scanners"),
        ("/ar/providers/", ">ImprovMX</bdi> (إعادة توجيه)", "(forwarding)"),
        ("/ar/about/", "الشفرة المصدرية لبرنامج Exim", "Exim source"),
        ("/ar/5.7/", "رموز غير مسجَّلة", ">رمز غير مسجَّل<"),
        ("/compare/", "after <code", "both refuse the mail for good.</"),
        ("/5.7.26/", '<li class="temporary"', "Send through the outgoing server"),
        ("/search/?q=mailbox", "Enhanced code", "\nReply code\n5.1.1"),
    ],
)
def test_what_describes_is_said_in_the_language_and_kind_it_has(client, path, shown, not_shown):
    page = client.get(path, follow=True).text
    assert shown in page
    assert not_shown not in page
