"""Rules that word facts cannot lie: held over every code, class and pair that they can stand on."""

import re
from itertools import combinations

import lxml.html
import pytest
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import override

from codes import catalogue, markup, wording
from codes.comparison import Comparison, Kinship, Relation, Sameness
from codes.facts import Actor, Awaited, Retried, Standing, Waiting
from codes.labels import LABELS
from codes.models import ClassMeaning, KnownReply, ProgramError
from codes.sentences import RETRIED_ANSWERS
from smtp_replies import Code
from smtp_replies.smtp import Category, Severity

pytestmark = pytest.mark.django_db


@pytest.fixture
def every():
    """Every code as it is seen in its class, in the source language."""
    return all_seen()


def all_seen():
    """Every code as it is seen in its class, in the active language: what it says is kept."""
    known = catalogue.current()
    return [known.seen(code) for code in known.codes]


@pytest.fixture
def pairs(every):
    """Every comparison."""
    return [Comparison(left.facts, right.facts) for left, right in combinations(every, 2)]


def lead(comparison):
    return strip_tags(wording.lead(comparison, "one name", "other name"))


def differences(comparison):
    own = map(wording.of_one, (comparison.left, comparison.right))
    return [strip_tags(said) for said in wording.differences(comparison, *own)]


def about(comparison, code):
    """What the generated sentences say of one side."""
    side = comparison.left if comparison.left.code == code else comparison.right
    sending, receiving = wording.sending_advice(side, "its name"), wording.reader_advice(side)
    said = [*differences(comparison), strip_tags(sending), strip_tags(receiving)]
    return [sentence for sentence in said if re.search(rf"(?<![\d.]){re.escape(code)}(?![\d.])", sentence)]


def must_act(facts):
    return facts.severity is Severity.TRANSIENT_NEGATIVE and not {Actor.WAIT, Actor.NOBODY} & {*facts.actors}


def test_where_the_server_goes_on_nobody_is_told_that_it_waits(pairs):
    """353 of PRDR: the server sends the further replies."""
    of_it = [pair for pair in pairs if Awaited.REPLIES in {pair.left.awaited, pair.right.awaited}]
    assert len(of_it) > 100
    for pair in of_it:
        said = " ".join([lead(pair), *about(pair, "353")])
        assert not re.search("asks for more|still missing|server waits for the client to send|waiting for more", said)


def test_where_the_client_goes_on_nobody_is_told_to_wait(every, pairs):
    """334, 354, 355: no reply comes before the client has sent what is awaited; whoever waits hangs the session."""
    going_on = {seen.code.text for seen in every if seen.facts.severity is Severity.POSITIVE_INTERMEDIATE}
    assert going_on == {"334", "353", "354", "355"}
    assert all(seen.facts.awaited for seen in every if seen.code.text in going_on)
    for pair in pairs:
        for code in going_on & {pair.left.code, pair.right.code} - {"353"}:
            said = " ".join(about(pair, code))
            assert "wait for" not in said
            assert "wait" not in strip_tags(wording.reader_advice(pair.left if pair.left.code == code else pair.right))


def test_codes_of_different_classes_do_not_stand_in_one_reply(pairs):
    mixed = [pair for pair in pairs if pair.mixes_kinds]
    assert any(pair.kinship is Kinship.ODD_PARTNERS for pair in mixed)
    for pair in mixed:
        if not pair.share_a_reply:
            assert "can stand right after" not in lead(pair), (pair.left.code, pair.right.code)
            assert "do not exclude each other" not in lead(pair)


def test_an_enhanced_code_is_put_after_a_reply_code_and_never_sent_alone(every):
    for seen in every:
        said = strip_tags(wording.sending_advice(seen.facts, "its name"))
        if seen.code.is_enhanced:
            assert not said.startswith("Send"), said
            if not seen.facts.is_useful:
                assert said.startswith("Better do not use")
        elif must_act(seen.facts) and said.startswith("Send"):
            # Their own specifications put them among the temporary ones (RFC 4954 section 6, RFC 2645 section 7 ...).
            assert seen.facts.standing is Standing.EXTENSION, said


def test_what_needs_somebody_to_act_is_not_said_to_pass_by_waiting(pairs):
    acting = [pair for pair in pairs if pair.left.severity is not pair.right.severity and must_act(pair.by_severity[0])]
    assert len(acting) > 1000
    for pair in acting:
        assert "may still succeed" not in lead(pair), lead(pair)
        assert "may pass by itself" not in lead(pair), lead(pair)
        assert not [
            said for said in differences(pair) if "without any change" in said and pair.by_severity[0].code in said
        ]


# How a first digit is named, in every language; each digit is one group.
DIGITS = {
    "en": r"begins with ([245])\b",
    "ar": r"بالرقم ([245])\b",
    "es": r"(?:empie|comien)\w+ (?:por|con) ([245])\b",
    "fr": r"commenc\w+ par ([245])\b",
    "ru": r"начина\w+ с ([245])\b",
    "zh-hans": r"以 ?([245]) ?开头",
    "fa": r"با ([245۲۴۵]) (?:آغاز|شروع)",
}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_step_on_a_page_names_another_class_or_the_only_one(language):
    named = re.compile(DIGITS[language])
    with override(language):
        every = all_seen()
        assert sum(bool(named.search(seen.row.text("fix").markdown)) for seen in every) > 50
        for seen in every:
            if seen.code.is_enhanced:
                said = [seen.text("fix").markdown, seen.first_step.markdown if seen.first_step else ""]
                steps = [step for text in said for step in text.split("\n") if len({*named.findall(step)}) == 1]
                assert steps == [], (seen.code.text, steps)


HEADINGS = {
    "**If you sent the message**": Actor.SENDER,
    "**If you run the sending server or program**": Actor.SENDER_ADMIN,
    "**If you run the receiving server**": Actor.RECIPIENT_ADMIN,
    "**If you write mail software**": None,
    "**إذا كنت أنت المرسِل**": Actor.SENDER,
    "**إذا كنت تدير خادم الإرسال أو برنامج الإرسال**": Actor.SENDER_ADMIN,
    "**إذا كنت تدير خادم الاستقبال**": Actor.RECIPIENT_ADMIN,
    "**إذا كنت تكتب برنامج بريد**": None,
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_who_acts_has_steps_and_steps_are_for_who_acts(language):
    """The sender holds the returned message and always has a step; who writes software is no actor of one reply."""
    found = []
    with override(language):
        every = all_seen()
        for seen in every:
            if {*seen.actors} == {Actor.NOBODY}:
                continue
            blocks = [block.strip() for block in seen.text("fix").markdown.split("\n\n")]
            for_whom = [HEADINGS[block] for block in blocks if block.startswith("**")]
            steps = [block for block in blocks if re.match("1\\. ", block)]
            assert len(for_whom) == len(steps), seen.code.text
            acting = {*seen.actors, *(actor for here in seen.differing_stages for actor in here.actors)}
            without = {*seen.actors} - {Actor.WAIT, Actor.RECIPIENT, *for_whom}
            others = {*for_whom} - {Actor.SENDER, None} - acting
            found += [(seen.code.text, without, others)] * bool(without or others)
    assert found == []


_HANDED_ON = re.compile(r"mail administrator|people who run|whoever runs")
_TO_RECIPIENT = re.compile(r"recipient|owner of the list|server named")
_WAITING = re.compile(r"\b(?:[Ww]ait|later|tries (?:\w+ ){,2}again|c[ao]mes? back)\b")
_SENTENCES = re.compile(r"(?<=[.?!])\s")


def disagreement(actors, step):
    """How a first step sends somebody other than who acts first."""
    opening = _SENTENCES.split(step)[0]
    first = next((actor for actor in actors if actor is not Actor.WAIT), Actor.WAIT)
    if Actor.WAIT in actors[:1]:
        if _WAITING.search(step):
            return ""
        alone = {*actors} <= {Actor.WAIT, Actor.SENDER_ADMIN}
        return "nobody waits" if alone or re.match("(?:Pass|Forward) ", opening) else ""
    if Actor.SENDER in actors:
        return ""
    named = _HANDED_ON if first is Actor.SENDER_ADMIN else _TO_RECIPIENT
    return "" if named.search(opening) or first is Actor.NOBODY else f"not for {first.value}"


def test_the_first_step_leads_to_whoever_acts_first(every):
    """They stand in one card: over all codes in their classes, and all causes; whose first steps are for the sender."""
    senders = [seen for seen in every if seen.text("fix").markdown.lstrip().startswith("**If you sent")]
    steps = [(seen.code.text, seen.actors, seen.first_step) for seen in senders]
    causes = [cause for cause in catalogue.current().causes.values() if cause.who_acts[0] is not Actor.SENDER_ADMIN]
    steps += [(cause.slug, cause.who_acts, cause.first_step) for cause in causes]
    said = [(name, disagreement(actors, step.markdown), step.markdown) for name, actors, step in steps if step]
    assert len(said) > 200
    assert [found for found in said if found[1]] == []
    assert disagreement((Actor.RECIPIENT_ADMIN, Actor.SENDER_ADMIN), "Send it to the people who run your mail server.")
    assert disagreement((Actor.WAIT, Actor.SENDER_ADMIN), "If you have hardly sent anything, change your password.")


WAITS = re.compile(
    r"server (?:keeps the message and )?(?:tries|will try) (?:it |the message )?again|tried again by itself"
    r"|^Wait\b(?! (?:a day|\d+|an hour))|nothing to do but wait",
    re.IGNORECASE,
)


def test_no_permanent_refusal_is_said_to_be_tried_again(every):
    found = []
    for seen in every:
        if seen.facts.severity is Severity.PERMANENT_NEGATIVE:
            assert seen.facts.retried in {Retried.NO, Retried.ENDED, Retried.VARIES}, seen.code.text
            steps = re.findall(r"(?m)^\d+\. (.*)$", seen.text("fix").markdown)
            found += [(seen.code.text, step) for step in steps if WAITS.search(step)]
            found += [(seen.code.text, seen.own_summary.markdown)] * bool(WAITS.search(seen.own_summary.markdown))
    assert found == []


def test_who_is_told_to_send_again_is_not_told_before_not_to(every, pairs):
    """Where the time for a message ran out nothing has to change: a new message is only not too old."""
    over = {seen.code.text: seen for seen in every if seen.row.retried == Retried.ENDED.value}
    assert {seen.code.severity for seen in over.values()} == {Severity.TRANSIENT_NEGATIVE, Severity.PERMANENT_NEGATIVE}
    assert any("send the message again" in seen.first_step.markdown for seen in over.values())
    sides = [side for pair in pairs for side in (pair.left, pair.right) if side.code in over]
    assert len(sides) > len(every)
    said = {(side.code, strip_tags(wording.reader_advice(side))) for side in sides}
    said |= {(code, str(RETRIED_ANSWERS[seen.facts.retried])) for code, seen in over.items()}
    assert {(code, words) for code, words in said if "has changed" in words} == set()


def test_who_is_told_to_wait_may_wait(every):
    told = re.compile(r"(?:tries|try) (?:\w+ ){,2}again by itself|server makes it by itself|^Wait\b|, wait\b")
    found = []
    for seen in every:
        # After the end of a queue, and where it depends on the stage, the steps say when waiting helps.
        if seen.facts.severity is Severity.TRANSIENT_NEGATIVE and seen.retried is Retried.QUEUE:
            steps = re.findall(r"(?m)^\d+\. (.*)$", seen.text("fix").markdown)
            if Actor.WAIT not in seen.actors:
                found += [(seen.code.text, step) for step in steps if told.search(step)]
        elif Actor.WAIT in seen.actors:
            found.append((seen.code.text, seen.retried))
    assert found == []


def test_what_may_pass_with_time_has_no_cause_on_its_page_that_waiting_never_removes(client, every):
    """What the code itself means is as temporary as the code; of other causes the page says what holds."""
    vain = str(LABELS[Waiting.NO])
    waiting = [s for s in every if s.facts.severity is Severity.TRANSIENT_NEGATIVE and Actor.WAIT in s.actors]
    meant = {cause.slug: cause for cause in catalogue.current().causes.values() if cause.waiting_helps is Waiting.NO}
    pages = 0
    for seen in waiting:
        for cause in (cause for cause in meant.values() if seen.row.code in cause.codes):
            listed = client.get(f"/{seen.code}/").text.split(f'href="{cause.get_absolute_url()}"')[-1].split("<p>")[0]
            assert vain not in listed, (seen.code.text, cause.slug)
            pages += 1
    assert pages


def test_where_nobody_has_to_do_anything_nobody_is_asked_to(client):
    """453 says that no mail is waiting: neither a fault nor a matter of time."""
    seen = catalogue.current().seen(Code("453"))
    assert (seen.actors, seen.retried) == ((Actor.NOBODY,), Retried.NOTHING)
    assert "nobody has to do anything" in wording.reader_advice(seen.facts)
    assert wording.note(seen.facts, "summary", "https://example.com/453/") is None
    assert "Nobody yet: wait" not in client.get("/453/").text


def test_every_success_has_words_of_its_own(every):
    successes = {s.code.text for s in every if s.code.is_enhanced and s.facts.severity is Severity.POSITIVE_COMPLETION}
    assert {meaning.code for meaning in ClassMeaning.objects.all()} == successes
    for seen in every:
        if seen.code.text in successes:
            assert seen.own == ClassMeaning.objects.get(code=seen.code.text)


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_nothing_to_fix_stands_above_no_steps_of_repair(client, every, prefix):
    said = {"": "Nothing to fix", "/ar": "لا شيء يحتاج إلى إصلاح"}[prefix]
    for code in ("101", "111", "999"):
        assert said not in client.get(f"{prefix}/{code}/").text
    assert said in client.get(f"{prefix}/250/").text


def test_nobody_is_told_to_act_and_to_wait_in_one_breath(client, every):
    """4.7.16 said "Make the message smaller" and "Nobody yet: wait"."""
    waited_for = [seen for seen in every if seen.actors[:1] == (Actor.WAIT,)]
    assert {seen.code.text for seen in waited_for if seen.may_act_meanwhile} > {"4.7.16", "4.7.0", "4.2.2"}
    for seen in waited_for:
        card = lxml.html.document_fromstring(client.get(f"/{seen.code}/").text).get_element_by_id("first-step")
        is_told_to_wait = re.search(r"(?i)\b(wait|again|back|once more)\b", seen.first_step.markdown)
        assert ("meanwhile" in card.text_content()) == seen.may_act_meanwhile, seen.code
        assert is_told_to_wait or seen.may_act_meanwhile, seen.code


def test_what_a_success_does_not_promise_stands_once_on_its_page(client, every):
    for seen in every:
        if seen.promise:
            main = lxml.html.document_fromstring(client.get(f"/{seen.code}/").text).xpath("//main")[0]
            told = " ".join(main.text_content().split())
            assert told.count(markup.plain(seen.promise.markdown)) == 1, seen.code
            assert "There is nothing to fix" not in told, seen.code


def test_no_sentence_speaks_of_the_second_digit_of_a_number_that_is_no_code_of_smtp(client, every, pairs):
    borrowed = {s.code.text for s in every if s.facts.standing is Standing.UNREGISTERED}
    assert borrowed > {"200", "400", "510", "524"}
    for seen in every:
        if seen.code.text in borrowed:
            says_nothing = Category.UNSPECIFIED if seen.code.text[1] in "34" else None
            assert seen.facts.category in {says_nothing, Category.OUTSIDE_SMTP}
            page = client.get(f"/{seen.code}/").text
            assert "The second digit," not in page, seen.code.text
    for pair in pairs:
        for code in borrowed & {pair.left.code, pair.right.code}:
            assert not [said for said in about(pair, code) if "second digit of" in said], (
                pair.left.code,
                pair.right.code,
            )


def test_rows_compare_sets_and_say_nothing_of_what_is_not_known(pairs):
    seen = set()
    for pair in pairs:
        for row in pair.rows:
            seen.add(row.sameness)
            if row.sameness is Sameness.REORDERED:
                assert row.left != row.right
                assert {*row.left} == {*row.right}
            if row.sameness is Sameness.DIFFERENT and isinstance(row.left, tuple):
                assert {*row.left} != {*row.right}, (pair.left.code, pair.right.code, row)
            if row.aspect in {"actors", "stages", "category", "references"} and not (row.left and row.right):
                assert row.sameness is Sameness.UNKNOWN
    assert seen == {*Sameness}


def test_whether_it_is_tried_again_is_said_where_it_came_if_that_decides(every):
    varying = [seen for seen in every if seen.facts.retried is Retried.VARIES]
    assert {seen.code.text for seen in varying} >= {"432"}
    for seen in varying:
        assert {Retried.QUEUE, Retried.CLIENT} <= {seen.retried, *(here.retried for here in seen.differing_stages)}
        assert "nothing is tried again by itself" not in wording.reader_advice(seen.facts)


@pytest.mark.parametrize("code", ["4.4.6", "5.4.6"])
def test_waiting_breaks_no_loop(code):
    assert Actor.WAIT not in catalogue.current().seen(Code(code)).actors


@pytest.mark.parametrize("code", ["422", "430", "523", "524", "525", "533"])
def test_numbers_that_a_table_only_lists_are_not_recommended(code):
    """RFC 5248 section 2.4 names some beside enhanced codes without defining them."""
    said = strip_tags(wording.sending_advice(catalogue.current().seen(Code(code)).facts, "its name"))
    assert said.startswith(("Do not send", "Better do not send"))


def test_a_code_of_tracking_reports_is_recommended_for_no_reply():
    """RFC 3886 section 3.3.4; over all comparisons with it."""
    known = catalogue.current()
    report = known.seen(Code("2.1.9")).facts
    assert report.is_of_reports
    assert "Do not put" in wording.sending_advice(report, "its name")
    for code in known.codes:
        if code != Code("2.1.9"):
            sides = sorted([code, Code("2.1.9")])
            pair = Comparison(*(known.seen(side).facts for side in sides))
            said = " ".join([lead(pair), *differences(pair)])
            assert "in one reply" not in said
            assert "may follow a reply code" not in said


@pytest.mark.parametrize("path", ["/ar/compare/550/553/", "/ar/compare/421/450/", "/ar/compare/5.1.1/5.7.1/"])
def test_a_reason_is_given_in_the_language_of_the_page(client, path):
    page = client.get(path).text
    use = page[page.index('id="use"') : page.index('id="more"')]
    assert '<q lang="en"' not in use
    for code in path.split("/")[3:5]:
        assert catalogue.of_generation(catalogue.current().generation, "en").seen(Code(code)).row.name_ar in use


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_no_cause_of_a_permanent_refusal_is_said_to_pass_by_waiting(client, every, prefix):
    def told_to_wait(code):
        causes = lxml.html.document_fromstring(client.get(f"{prefix}/{code}/").text).find_class("causes")
        desks = [desk.text_content().strip() for cause in causes for desk in cause.find_class("desk")]
        return {"": "Wait", "/ar": "انتظر"}[prefix] in desks

    permanent = [seen.code for seen in every if seen.facts.severity is Severity.PERMANENT_NEGATIVE]
    assert [code for code in permanent if told_to_wait(code)] == []
    assert told_to_wait("4.4.5")


def test_a_failure_that_its_server_calls_temporary_has_a_cause_that_time_may_remove():
    hopeless = {slug for slug, cause in catalogue.current().causes.items() if cause.waiting_helps is Waiting.NO}
    passing = re.compile(r"temporar\w* .*(?:DNS|lookup|validation)", re.IGNORECASE)
    replies = [reply for reply in KnownReply.objects.all() if (reply.code or reply.enhanced).startswith("4")]
    assert [reply.slug for reply in replies if passing.search(reply.reply) and reply.cause_id in hopeless] == []


def test_no_enhanced_code_is_called_only_listed_by_the_table_that_defines_it(client):
    """RFC 5248 section 2.4 lists reply codes beside the enhanced codes that it defines, such as X.7.13 and X.7.14."""
    listed = "the registry of enhanced codes only names the number"
    for code in ("5.7.13", "5.7.14"):
        page = client.get(f"/compare/2.0.0/{code}/")
        assert page.status_code == 200
        assert listed not in page.text, code
    assert listed in client.get("/compare/250/523/").text


# Settings and words of programs, and whose they are.
_OF_PROGRAMS = {
    "secure: ": {"nodemailer"},
    "mail.smtp.": {"jakarta-mail", "java", "spring"},
    "nested exception": {"jakarta-mail", "java", "jenkins", "spring"},
    "keytool": {"java"},
    "EnableSsl": {"dotnet", "schannel"},
    "The server response was": {"dotnet"},
    "SecureSocketOptions": {"mailkit", "schannel"},
    "--ssl-reqd": {"curl"},
    "tls_starttls": {"msmtp"},
    "UseTLS": {"ssmtp"},
    "SMTPSecure": {"phpmailer"},
    "SMTPDebug": {"phpmailer"},
    "openssl.cafile": {"php", "phpmailer", "symfony-mailer"},
    "MAILER_DSN": {"symfony-mailer"},
    "`MAIL_": {"laravel"},
    "EMAIL_USE_": {"django", "python"},
    "smtplib.": {"python"},
    "smtp.SendMail": {"go"},
    "main.cf": {"postfix"},
    "smtp_tls_": {"postfix"},
    "mydestination": {"postfix"},
    "hosts_require_tls": {"exim"},
    "local_domains": {"exim"},
    "/etc/mail/": {"sendmail"},
    "My outgoing server": {"outlook"},
    "Server Response": {"outlook", "windows-mail"},
    "Outgoing Server (SMTP)": {"thunderbird"},
    "Use SSL": {"ios-mail"},
}


def test_no_step_for_a_program_names_a_setting_of_another():
    """Advice serves several programs: what only one of them has stands in the steps of its own errors."""
    seen = set()
    for error in ProgramError.objects.select_related("advice", "cause"):
        step = error.own_step.markdown
        named = {word for word in _OF_PROGRAMS if word in step}
        assert not {word for word in named if error.program_id not in _OF_PROGRAMS[word]}, (error.slug, step)
        assert not (error.program_id == "ios-mail" and "STARTTLS" in step), error.slug  # it has only a switch
        seen |= named
    assert seen == {*_OF_PROGRAMS}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_where_the_verdicts_are_alike_the_lead_says_what_each_code_means(language):
    """Over all comparisons: that the reasons differ helps nobody who does not know them."""
    alike = {Relation.BOTH_SUCCEED, Relation.BOTH_GO_ON, Relation.BOTH_TEMPORARY, Relation.BOTH_PERMANENT}
    with override(language):
        every = all_seen()
        for left, right in combinations(every, 2):
            pair = Comparison(left.facts, right.facts)
            replies = Awaited.REPLIES in {pair.left.awaited, pair.right.awaited}
            if pair.relation in alike and not pair.mixes_kinds and not replies:
                names = [markup.plain(side.own_name.markdown) for side in (left, right)]
                said = strip_tags(wording.lead(pair, *map(mark_safe, names)))
                assert names[0] != names[1]
                assert all(name in said for name in names), said
