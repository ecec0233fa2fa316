"""Texts leave in a sheet and come back: merged, checked as forms check them, and written all or none."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import RequestFactory
from django.utils.translation import override

from codes import exchange, generation, tables
from codes.content import KINDS
from codes.edits import Origin
from codes.exchange import MOST_CHANGES, TooMuchError
from codes.freshness import State
from codes.models import CONTENT_MODELS, Cause, ReplyCode, StageMeaning
from codes.sheets import Address, Column, MissingColumnsError, Row, Sheet
from codes.tables import Flaw, Format, TableError
from smtp_replies import Code

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SUMMARY = "codes: 550 summary_ar"


@pytest.fixture
def request_of(rf: RequestFactory):
    """A request that somebody makes."""

    def of(user):
        request = rf.post("/admin/sheets/")
        request.user = user
        return request

    return of


@pytest.fixture
def request_(request_of, support):
    return request_of(support)


def exported(language="ar", kind=Format.CSV, **which):
    return exchange.read(exchange.export(kind, language, **which)).rows


def row(address, text, **texts):
    """A row of today's sheet with another text."""
    place = Address.of(address)
    [kind] = [kind for kind in KINDS if kind.name == place.kind]
    [record] = [record for record in kind.rows() if record.key == place.key]
    source = record.value(place.column[:-2] + "en")
    return replace(Row(2, place, source, text, record.value(place.column)), **texts)


def examined(request, *rows):
    return exchange.examine(admin.site, request, Sheet([*rows], []))


def saved(request, *rows):
    plan = examined(request, *rows)
    assert plan.refused == []
    assert exchange.save(admin.site, request, plan.rows, plan.mark) is None


def reasons(plan):
    return [(str(refused.place), [str(reason) for reason in refused.reasons]) for refused in plan.refused]


def entries():
    return sum(model.history.count() for model in CONTENT_MODELS)


# --- out


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_all_texts_that_nobody_touched_changes_nothing(request_, kind, language):
    with override(language):  # and so have its titles
        rows = exported(language, kind)
    words = sum(len(kind.model.WORDS) * len(kind.rows()) for kind in KINDS)
    assert 2500 < len(rows) <= words
    number, before = generation.current(), entries()
    plan = examined(request_, *rows)
    assert (len(plan.changes), plan.refused, plan.newer, plan.same) == (0, [], [], len(rows))
    assert exchange.save(admin.site, request_, plan.rows, plan.mark) is None
    assert (generation.current(), entries()) == (number, before)


def test_a_row_says_where_its_text_belongs_and_what_it_was():
    record = ReplyCode.objects.get(code="550")
    found = {str(row.address): row for row in exported()}[SUMMARY]
    assert (found.source, found.text, found.base) == (record.summary_en, record.summary_ar, record.summary_ar)


def test_the_texts_to_be_translated_alone():
    assert exchange.export(Format.CSV, "ar", only_open=True) is None
    ReplyCode.objects.filter(code="550").update(summary_ar=None)
    [left] = exported(only_open=True)
    assert (str(left.address), left.text, bool(left.source)) == (SUMMARY, "", True)


def test_the_texts_that_are_older_than_their_source_text_are_to_be_translated_too():
    ReplyCode.objects.filter(code="550").update(summary_en="Nobody reads this mailbox.")
    lines = tables.read(exchange.export(Format.CSV, "ar", only_open=True))
    assert [line.cells[3] for line in lines] == ["State", "outdated"]
    assert lines[1].cells[1] == "Nobody reads this mailbox."


@pytest.mark.parametrize(
    ("code", "kinds"),
    [("550", {"codes", "stages", "pairs"}), ("5.7.26", {"enhanced", "pairs"}), ("2.1.5", {"enhanced", "classes"})],
)
def test_the_texts_about_one_code_alone(code, kinds):
    rows = exported(codes=[Code(code)])
    assert kinds <= {row.address.kind for row in rows}
    names = {code, Code(code).row}
    assert all(names & {*row.address.key.replace("/", " ").split()} for row in rows if row.address.kind != "vendors")
    assert exchange.export(Format.CSV, "ar", codes=[Code("299")]) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [("550", ["550"]), (" 5.7.26 ", ["5.7.26"]), ("x.7.26", ["2.7.26", "4.7.26", "5.7.26"])],
)
def test_texts_are_asked_for_by_a_code_or_by_its_record(text, codes):
    assert exchange.parse_codes(text) == list(map(Code, codes))


@pytest.mark.parametrize("text", ["", "X", "55", "5X.7.26", "XX.7.26", "550 X.7.26"])
def test_by_nothing_else(text):
    with pytest.raises(ValueError, match="not a reply code"):
        exchange.parse_codes(text)


@pytest.mark.parametrize("kind", Format)
def test_a_text_that_no_cell_holds_stays_where_it_is(request_, kind):
    long = "نص طويل " * 5000
    ReplyCode.objects.filter(code="550").update(fix_ar=long)
    [found] = [row for row in exported(kind=kind, codes=[Code("550")]) if str(row.address) == "codes: 550 fix_ar"]
    assert (found.text, found.base) == ("", "")
    assert examined(request_, found).newer[0].row == found
    assert examined(request_, replace(found, text="1. شيء")).changes == []  # nobody has seen what it would replace


# --- and in


def test_what_was_corrected_is_saved_in_one_step_under_the_name_of_who_sent_it(request_, support):
    others = ReplyCode.objects.get(code="551").summary_ar
    number = generation.current()
    with override("ar"):
        saved(
            request_,
            row(SUMMARY, "لا صندوق هنا."),
            row("codes: 550 name_ar", "لا صندوق"),
            row("codes: 553 name_en", "x"),
        )
    record = ReplyCode.objects.get(code="550")
    assert (record.summary_ar, record.name_ar, record.summary) == ("لا صندوق هنا.", "لا صندوق", record.summary_en)
    assert ReplyCode.objects.get(code="551").summary_ar == others
    assert ReplyCode.objects.get(code="553").name == "x"
    assert generation.current() == number + 1
    newest, before = record.history.all()[:2]
    assert (newest.origin, newest.history_user) == (Origin.SHEET, support.username)
    assert newest.changed(before) == ["name_ar", "summary_ar"]


def test_line_ends_and_blanks_alone_are_no_correction(request_):
    text = ReplyCode.objects.get(code="550").fix_ar
    plan = examined(request_, row("codes: 550 fix_ar", text.replace("\n", "  \r\n") + "\r\n"))
    assert (plan.changes, plan.refused, plan.same) == ([], [], 1)
    name = ReplyCode.objects.get(code="550").name_ar
    assert examined(request_, row("codes: 550 name_ar", f" {name.replace(' ', '  ')} ")).same == 1


def test_what_somebody_changed_meanwhile_is_never_reverted(request_):
    [old] = [each for each in exported(codes=[Code("550")]) if str(each.address) == SUMMARY]
    name = row("codes: 550 name_ar", "لا صندوق")
    ReplyCode.objects.filter(code="550").update(summary_ar="نص أحدث.")
    plan = examined(request_, old, name)
    assert ([change.row for change in plan.newer], [change.row for change in plan.changes]) == ([old], [name])
    saved(request_, old, name)
    record = ReplyCode.objects.get(code="550")
    assert (record.summary_ar, record.name_ar) == ("نص أحدث.", "لا صندوق")


def test_a_text_changed_in_both_is_refused_with_both_in_view(request_):
    correction = row(SUMMARY, "من الجدول.")
    ReplyCode.objects.filter(code="550").update(summary_ar="من الموقع.")
    [refused] = examined(request_, correction).refused
    assert refused.is_contested
    assert [str(text) for text in refused.texts.both] == ["من <mark>الموقع.</mark>", "من <mark>الجدول.</mark>"]
    assert "after the sheet was made" in str(refused.reasons[0])
    ReplyCode.objects.filter(code="550").update(summary_ar="من الجدول.")  # both wrote the same
    assert examined(request_, correction).same == 1


@pytest.mark.parametrize(
    ("address", "text", "said"),
    [
        (SUMMARY, "رُفض بالرمز `553`.", "This translation has 553 in backticks, the source text has not."),
        (SUMMARY, "The server refused the message for good, since the mailbox is gone.", "These words are not transl"),
        (SUMMARY, "جملة أولى. وجملة ثانية.", "One sentence only"),
        (SUMMARY, "نص " * 100, "Too long for the first screen"),
        (SUMMARY, "نص <b>عريض</b>.", "HTML shows as it is typed"),
        (SUMMARY, "نص \u202eمقلوب.", "Delete the invisible character"),
        ("codes: 550 name_ar", "نص " * 50, "at most 100 characters"),
        ("codes: 550 summary_en", "", "This field is required"),
        ("codes: 550 fix_ar", "افعل شيئًا.", "A first step is missing"),
        ("codes: 999 fix_ar", "افعل شيئًا.", "No record has a text of this address"),
        ("codes: 550 retried", "no", "No record has a text of this address"),
        ("codes: 550 fix_xx", "no", "No record has a text of this address"),
        ("no-kind: 550 fix_ar", "no", "No record has a text of this address"),
        ("providers: gmail name", "no", "No record has a text of this address"),
    ],
)
def test_a_row_is_refused_as_its_form_would_refuse_it(request_, address, text, said):
    if address in {SUMMARY, "codes: 550 name_ar", "codes: 550 summary_en", "codes: 550 fix_ar"}:
        bad = row(address, text)
    else:
        bad = Row(2, Address.of(address), "", text, "old")
    plan = examined(request_, bad, row("codes: 553 name_ar", "عنوان آخر", number=3))
    [(place, told)] = reasons(plan)
    assert place == address
    assert said in " ".join(told)
    assert [change.row.number for change in plan.changes] == [3]


def test_a_source_text_and_its_translation_are_checked_as_they_will_be(request_):
    english, arabic = row("codes: 550 summary_en", "Refused, see `5.1.1`."), row(SUMMARY, "رُفض، انظر `5.1.1`.")
    assert len(examined(request_, english, arabic).changes) == 2
    # Without the source text, the translation has a code too many.
    plan = examined(request_, replace(english, text="Refused, see `5.1.1`. And more."), arabic)
    assert {place for place, _reasons in reasons(plan)} == {"codes: 550 summary_en", SUMMARY}


def test_a_source_text_is_not_held_up_by_its_translations(request_):
    assert examined(request_, row("codes: 550 summary_en", "Refused, see `5.1.1`.")).refused == []


def test_a_translation_is_made_from_the_source_text_of_its_sheet(request_):
    older = row(SUMMARY, "لا صندوق هنا.")
    ReplyCode.objects.filter(code="550").update(summary_en="Nobody reads this mailbox.")
    saved(request_, older)
    assert ReplyCode.objects.get(code="550").state("summary", "ar") is State.OUTDATED
    saved(request_, row(SUMMARY, "لا أحد يقرأ هذا الصندوق."))
    assert ReplyCode.objects.get(code="550").state("summary", "ar") is State.CURRENT


def test_whoever_changes_a_source_text_and_its_translation_leaves_both_current(request_):
    saved(request_, row("codes: 550 summary_en", "Nobody reads it."), row(SUMMARY, "لا أحد يقرؤه."))
    assert ReplyCode.objects.get(code="550").state("summary", "ar") is State.CURRENT


def test_an_emptied_translation_is_missing(request_):
    saved(request_, row(SUMMARY, ""))
    assert not ReplyCode.objects.get(code="550").summary_ar


def test_whoever_may_not_change_a_record_changes_no_text_of_it(request_of):
    user = User.objects.create_user("reader", is_staff=True)
    rights = ["change_cause", "view_replycode", "write_every_language"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    slug = Cause.objects.first().slug
    plan = examined(request_of(user), row(SUMMARY, "نص آخر."), row(f"causes: {slug} name_ar", "اسم آخر"))
    assert reasons(plan) == [(SUMMARY, ["Your account may not change this text."])]
    assert [change.row.address.kind for change in plan.changes] == ["causes"]


def test_all_is_saved_or_nothing(request_):
    plan = examined(request_, row(SUMMARY, "لا صندوق هنا."), row("codes: 553 name_ar", "عنوان آخر"))
    ReplyCode.objects.filter(code="553").update(name_ar="تغيّر")
    number = generation.current()
    shown = exchange.save(admin.site, request_, plan.rows, plan.mark)
    assert [refused.is_contested for refused in shown.refused] == [True]
    assert [str(change.row.address) for change in shown.changes] == [SUMMARY]
    assert generation.current() == number
    assert ReplyCode.objects.get(code="550").summary_ar != "لا صندوق هنا."


def test_a_failure_in_the_middle_leaves_nothing(request_, monkeypatch):
    meaning = StageMeaning.objects.get(code="550", stage="rcpt").meaning_ar.rstrip("\n.")
    there = row("stages: 550 rcpt meaning_ar", f"{meaning} هنا.")
    plan = examined(request_, row("codes: 550 name_ar", "لا صندوق"), there)
    number, before = generation.current(), entries()

    def fails(*_arguments, **_options):
        raise OSError("no room")

    monkeypatch.setattr(StageMeaning, "save", fails)
    with pytest.raises(OSError, match="no room"):
        exchange.save(admin.site, request_, plan.rows, plan.mark)
    assert (generation.current(), entries()) == (number, before)
    assert ReplyCode.objects.get(code="550").name_ar != "لا صندوق"


def test_what_was_confirmed_twice_is_written_once(request_):
    plan = examined(request_, row(SUMMARY, "لا صندوق هنا."))
    assert exchange.save(admin.site, request_, plan.rows, plan.mark) is None
    number = generation.current()
    assert exchange.save(admin.site, request_, plan.rows, plan.mark).same == 1
    assert generation.current() == number


def test_what_may_be_right_and_should_be_looked_at_is_told(request_):
    [change] = examined(request_, row(SUMMARY, "رفضت الخوادم المرسلة الرسالة.")).changes
    assert any("خادم الإرسال" in str(doubt) for doubt in change.doubts)


def test_more_changes_than_are_saved_at_once_are_refused(request_):
    rows = [replace(each, text=f"{each.text} ثم") for each in exported()][: MOST_CHANGES + 1]
    with pytest.raises(TooMuchError) as refused:
        examined(request_, *rows)
    assert "1000" in exchange.reason(refused.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence_in_the_language_of_the_reader(language):
    errors = [
        MissingColumnsError([Column.ADDRESS, Column.BASE]),
        TooMuchError(),
        *(TableError(flaw, 7) for flaw in Flaw),
    ]
    with override("en"):
        english = [exchange.reason(error) for error in errors]
    with override(language):
        said = [exchange.reason(error) for error in errors]
    assert all("%" not in sentence for sentence in said)
    assert language == "en" or not {*said} & {*english}


def test_a_title_in_any_language_is_known():
    for language in LANGUAGES:
        with override(language):
            titles = [str(title) for title in exchange.TITLES.values()]
        data = tables.write(Format.CSV, [titles, [SUMMARY, "a", "b", "c", "d"]], [])
        assert exchange.read(data).rows == [Row(2, Address.of(SUMMARY), "a", "b", "d")]


def test_a_translator_writes_the_words_of_own_languages_alone(request_of, translator):
    english, arabic = row("codes: 550 name_en", "Refused"), row("codes: 550 name_ar", "مرفوض")
    plan = examined(request_of(translator), english, arabic)
    assert reasons(plan) == [("codes: 550 name_en", ["Your account may not change this text."])]
    assert exchange.save(admin.site, request_of(translator), [english], plan.mark).changes == []
    saved(request_of(translator), arabic)
    record = ReplyCode.objects.get(code="550")
    assert (record.name_ar, record.name_en != "Refused") == ("مرفوض", True)
