"""What facts and words must hold, whether they come from a file or from the workbench."""

import pytest

from codes import validators
from codes.models import CONTENT_MODELS

FACTS = {
    "related": ["553"],
    "confused_with": ["450", "5.1.1"],
    "enhanced": ["5.1.1"],
    "references": ["RFC 5321 4.2.3"],
    "actors": ["sender"],
    "stages": {"rcpt": {}},
    "classes": [],
    "useful_classes": [],
    "partners": {},
}
OF_ENHANCED = FACTS | {"stages": {}, "classes": ["4", "5"]}


def said(faults):
    """What is said of each column, in the order of the columns."""
    return [(column, error.messages[0]) for column, error in faults]


@pytest.mark.parametrize(
    ("column", "good", "bad", "fault"),
    [
        ("related", ["553", "5.7.1"], ["553", "X.7.1"], "Not a code like 550 or 5.7.1: X.7.1"),
        ("related", [], ["550"], "Not the code of another reply: 550"),
        ("related", [], "553", "Not a list: 553"),
        ("confused_with", ["450"], ["45"], "Not a code like 550 or 5.7.1: 45"),
        ("confused_with", ["450"], ["550"], "Not the code of another reply: 550"),
        ("enhanced", ["5.1.1"], ["5.01.1"], "Not a code like 550 or 5.7.1: 5.01.1"),
        ("enhanced", [], ["٥.١.١"], "Not a code like 550 or 5.7.1: ٥.١.١"),
        ("references", ["RFC 5321", "RFC 3464 App. E", "draft-hall-prdr-00"], ["rfc 5321"], "Not a reference like"),
        ("references", [], ["RFC 5321 4.2."], "Not a reference like RFC 5321 4.2.3: RFC 5321 4.2."),
        ("references", [], ["https://example.com/"], "Not a reference like"),
        ("references", [], [5321], "Not a reference like"),
        ("references", [], "RFC 5321", "Not a list: RFC 5321"),
        ("actors", ["wait", "sender-admin"], ["sender", "postman"], "Nobody of this name can act: postman"),
        ("actors", [], "sender", "Not a list: sender"),
        ("actors", [], [["sender"]], "Nobody of this name can act: ['sender']"),
        ("stages", {"mail": {}, "rcpt": {"retried": "queue"}}, {"rcpt": {}, "mail": {}}, "in the order of a session"),
        ("stages", {"data": {"actors": ["wait"]}}, {"lunch": {}}, "Stages must be known ones"),
        ("stages", {}, ["rcpt"], "Stages are a table of names: ['rcpt']"),
        ("stages", {}, {"rcpt": {"actors": ["postman"]}}, "A stage may only say who acts"),
        ("stages", {}, {"rcpt": {"actors": "sender"}}, "A stage may only say who acts"),
        ("stages", {}, {"rcpt": {"meaning": "no"}}, "A stage may only say who acts"),
        ("stages", {}, {"rcpt": "sender"}, "A stage may only say who acts"),
        ("stages", {}, {"rcpt": {"retried": "twice"}}, "Not a way of trying again: twice"),
        ("stages", {}, {"rcpt": {"retried": ["queue"]}}, "Not a way of trying again: ['queue']"),
        ("classes", [], ["5"], "a reply code none: ['5']"),
        ("useful_classes", [], ["5"], "Not classes that the code may carry: 5"),
        ("partners", {}, ["550 5.1.1"], "Partners are a table of names"),
        ("partners", {}, {"550 5.1.1": []}, "Not a reply code and this code"),
    ],
)
def test_the_facts_of_a_reply_code(column, good, bad, fault):
    assert said(validators.code_faults("550", FACTS | {column: good})) == []
    [(where, what)] = said(validators.code_faults("550", FACTS | {column: bad}))
    assert where == column
    assert fault in what


@pytest.mark.parametrize(
    ("column", "good", "bad", "fault"),
    [
        ("classes", ["5"], [], "An enhanced code has classes 2, 4 or 5"),
        ("classes", ["2", "4", "5"], ["3", "5"], "An enhanced code has classes 2, 4 or 5, a reply code none: 3"),
        ("classes", ["5"], ["5", []], "An enhanced code has classes 2, 4 or 5, a reply code none: []"),
        ("useful_classes", [], ["2"], "Not classes that the code may carry: 2"),
        ("useful_classes", ["4", "5"], ["5", []], "Not classes that the code may carry: []"),
        ("partners", {"550 5.7.1": [], "450 4.7.1": ["IANA"]}, {"5.7.1": []}, "Not a reply code and this code"),
        ("partners", {}, {"550 5.7.2": []}, "Not a reply code and this code, like 550 5.7.1: 550 5.7.2"),
        ("partners", {}, {"5.7.1 550": []}, "Not a reply code and this code"),
        ("partners", {}, {"5.7.1 5.7.1": []}, "Not a reply code and this code"),
        ("partners", {}, {"550 X.7.1": []}, "Not a reply code and this code"),
        ("partners", {}, {"550 5.7.1": "IANA"}, "Not a list: IANA"),
    ],
)
def test_the_facts_of_an_enhanced_code(column, good, bad, fault):
    assert said(validators.code_faults("X.7.1", OF_ENHANCED | {column: good})) == []
    [(where, what)] = said(validators.code_faults("X.7.1", OF_ENHANCED | {column: bad}))
    assert where == column
    assert fault in what


@pytest.mark.parametrize(
    ("faults", "good", "bad"),
    [
        (
            lambda code: validators.row_faults("codes", [code]),
            ["550", "X.7.26", "000"],
            ["5.7.26", "x.7.26", "55", "٥٥٠", ""],
        ),
        (
            lambda code: validators.known_form("code", [code]),
            ["550", "5.7.26"],
            ["X.7.26", "550 ", "5.7", "5.07.26", ""],
        ),
        (lambda code: validators.exact_form("code", code, enhanced=False), ["550", ""], ["5.7.1", "55", "X.7.1"]),
        (lambda code: validators.exact_form("code", code, enhanced=True), ["5.7.1", ""], ["550", "5.7", "X.7.1"]),
        (
            lambda number: validators.step_faults("server_step", number),
            ["1", "9", ""],
            ["0", "12", "a", "٢"],
        ),
        (
            validators.slug_faults,
            ["tls", "mail-2-go", ""],
            ["TLS", "mail--go", "-tls", "tls-", "mail_go", "بريد", "a b"],
        ),
        (
            lambda domain: validators.domain_faults([domain]),
            ["example.com", "*.example.co.uk"],
            ["com", "*.com", "a b.com", ""],
        ),
        (
            lambda day: validators.date_faults("checked", day),
            ["2026-11-28", "2028-02-29", ""],
            ["20261128", "2026-W48-6", "2026-11-31", "2026-11", "28.11.2026", "٢٠٢٦-١١-٢٨"],
        ),
        (
            lambda url: validators.url_faults("source", url),
            ["https://example.com", "http://example.com:80/a?b#c", ""],
            ["example.com", "javascript:alert(1)", "https://", "https://example.com/a b", "ftp://example.com", "//a.b"],
        ),
        (
            lambda text: validators.verbatim_faults("reply", text),
            ["550 no\nwhy", "550\tno", "لا", ""],
            ["550\0", "550\r\n", "\x1b[31m550", "550\x7f"],
        ),
        (
            lambda slug: validators.prefix_faults("provider", slug, "exim"),
            ["exim-550"],
            ["exim550", "exim", "gmail-550", ""],
        ),
    ],
)
def test_forms(faults, good, bad):
    assert [value for value in good if list(faults(value))] == []
    assert [value for value in bad if not list(faults(value))] == []


NOT_ENHANCED, NOT_AFTER = "Not an enhanced code like 5.7.1", "The second code must come after the first"


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        ("5.7.509", None),
        ("4.7.99-101", None),
        ("5.7.501-x", NOT_ENHANCED),
        ("5.7.509-400", NOT_AFTER),
        ("550", NOT_ENHANCED),
        ("X.7.1", NOT_ENHANCED),
        ("5.7.501-99999999", NOT_ENHANCED),
    ],
)
def test_a_range_of_codes_can_be_counted(codes, fault):
    assert said(validators.range_faults("code", codes)) == ([("code", f"{fault}: {codes}")] if fault else [])


@pytest.mark.parametrize("codes", ["5.7.509-400", "550 5.7.2-1", "5.7.1-x", "5.7.1-1000", "550-553"])
def test_advice_has_no_range_without_codes(codes):
    message = f"Not a code like 550, 550 5.7.1, X.7.26 or 5.7.500-699: {codes}"
    assert said(validators.advice_code_faults("codes", [codes])) == [("codes", message)]


def test_a_reply_without_a_provider_has_no_prefix_to_keep():
    assert list(validators.prefix_faults("provider", "exim-550", None)) == []


@pytest.mark.parametrize(
    ("left", "right", "is_fault"),
    [
        ("250", "550", False),
        ("550", "5.1.1", False),
        ("5.7.9", "5.7.26", False),
        ("550", "250", True),
        ("550", "550", True),
        ("5.7.26", "5.7.9", True),
        ("nothing", "550", False),  # another fault
    ],
)
def test_two_codes_stand_in_order(left, right, is_fault):
    assert bool(list(validators.order_faults(left, right))) is is_fault


def test_a_specification_may_be_required():
    assert said(validators.reference_faults([], required=True)) == [
        ("references", "At least one section of a specification is needed.")
    ]
    assert said(validators.reference_faults([])) == []


@pytest.mark.parametrize(
    ("source", "translation", "faults"),
    [
        ("See `550`.", "انظر `550`.", []),
        ("See `550`.", "", []),  # not translated yet
        ("See `550`.", "انظر.", [("fix_ar", "The source text has 550 in backticks, this translation has not.")]),
        ("See.", "انظر `550`.", [("fix_ar", "This translation has 550 in backticks, the source text has not.")]),
        ("See 550.", "انظر.", [("fix_en", "The code 550 stands outside backticks.")]),
        ("500 recipients, Exim 4.96.2.", "500 مستلم، والإصدار 4.96.2 من Exim.", []),
        ("At most 421 phones.", "421 من الهواتف لا أكثر.", []),  # what the source text counts
        ("It is <b>so</b>.", "هو كذلك.", [("fix_en", "HTML shows as it is typed; leave it out: <b>")]),
        (
            "So.",
            "اقرأ https://example.com/",
            [("fix_ar", "Texts hold no links and no addresses of pages; leave it out: https://example.com/")],
        ),
        (
            "So.",
            "# عنوان\n",
            [("fix_ar", "Texts hold paragraphs and lists only, no headings, quotations, tables or rules: # عنوان")],
        ),
        ("So.", "**إذا\n", [("fix_ar", "A mark of bold text has no partner: **إذا")]),
        (
            "1.Ask.\n",
            "",
            [("fix_en", "Begin an item of a list with “1. ” or “- ”, at the beginning of its line: 1.Ask.")],
        ),
        ("1. Ask.\n3. Go.\n", "", [("fix_en", "Steps are numbered 1, 2, 3 without a gap; this one is not: 3. Go.")]),
        (
            "So.",
            "هكذا\u202e.",
            [("fix_ar", "Delete the invisible character U+202E, which changes the direction of the text.")],
        ),
        ("So.", "…", [("fix_ar", "There are no words in this text: …")]),
        ("So it is.", "So it is.", [("fix_ar", "These words are not translated: So it is")]),
        (
            "1. Ask.\n2. Go.\n",
            "1. اسأل.\n",
            [("fix_ar", "The source text has 2 steps and items of lists, this translation more or fewer.")],
        ),
        (
            "1. See `550`.\n2. See `553`.\n",
            "1. انظر `553`.\n2. انظر `550`.\n",
            [
                ("fix_ar", "550 stands in another paragraph or step than in the source text."),
                ("fix_ar", "553 stands in another paragraph or step than in the source text."),
            ],
        ),
        (
            "Here `550`. There `553`.",
            "هنا `553`. هناك `550`.",
            [("fix_ar", "Each of these codes stands in the other's sentence of the source text: 550, 553")],
        ),
        ("See.", "انظر 550.", [("fix_ar", "The code 550 stands outside backticks.")]),
        ("See `this.", "انظر.", [("fix_en", "A backtick has no partner: `this.")]),
        (
            "Ask `a@gmail.com`.",
            "اسأل `a@gmail.com`.",
            [
                ("fix_en", "Use an address at example.com, example.net or example.org instead of @gmail.com."),
                ("fix_ar", "Use an address at example.com, example.net or example.org instead of @gmail.com."),
            ],
        ),
    ],
)
def test_words_in_every_language(source, translation, faults):
    assert said(validators.word_faults({"en": {"fix": source}, "ar": {"fix": translation}})) == faults


def test_a_summary_is_one_sentence():
    words = {"en": {"summary": "It failed. Ask."}, "ar": {"summary": "فشل."}}
    assert said(validators.word_faults(words)) == [("summary_en", "One sentence only; this begins a second one: Ask.")]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("field", "kind", "begin"),
    [("summary", "summary", ""), ("first_step", "first_step", ""), ("fix", "first_step", "1. ")],
)
def test_what_a_phone_shows_first_is_short(language, field, kind, begin):
    fits = f"{begin}`x`{'y' * (validators.ROOM[language][kind] - 1)}"  # the marks of a code are not seen
    steps = ("fix",) if field == "fix" else ()
    found = [validators.word_faults({language: {field: text}}, steps) for text in (fits, f"{fits}end")]
    longer = "Too long for the first screen of a phone; say it shorter. No room is left for: end"
    assert [longer in {message for _column, message in said(faults)} for faults in found] == [False, True]


def test_a_text_of_steps_has_a_first_one():
    words = {"en": {"fix": "Ask.\n", "name": "Ask"}, "ar": {"fix": "", "name": "اسأل"}}
    assert said(validators.word_faults(words, ("fix",))) == [
        ("fix_en", "A first step is missing: a line that begins with “1. ”.")
    ]
    assert said(validators.word_faults(words)) == []


def test_a_translation_is_held_against_the_text_it_was_made_from():
    words = {"en": {"fix": "See `553`."}, "ar": {"fix": "انظر `550`، لا أكثر من 500."}}
    assert [column for column, _fault in validators.word_faults(words)] == ["fix_ar"] * 2
    assert said(validators.word_faults(words, originals={"ar": {"fix": "See `550`, 500 at most."}})) == []
    assert said(validators.word_faults(words, originals={"ar": {"fix": None}})) == []  # nobody knows it any more


def test_another_order_of_codes_is_doubted_and_not_refused():
    words = {"en": {"fix": "Not `550` but `553`."}, "ar": {"fix": "ليس `553` بل `550`."}}
    assert said(validators.word_faults(words)) == []
    assert said(validators.word_doubts(words)) == [
        (
            "fix_ar",
            "These codes stand in another order than in the source text; see that each has its own meaning: 550, 553",
        )
    ]


@pytest.mark.parametrize(
    ("reply", "code", "enhanced", "faults"),
    [
        ("550 5.1.1 No such user", "550", "5.1.1", []),
        ("Blocked", "", "", []),
        ("5.7.1 no", "", "5.7.1", []),
        (
            "554-5.7.1 no\n554 5.7.0 no",
            "554",
            "5.7.0",
            [("enhanced", "The reply begins with 5.7.1, and that is not the code given here.")],
        ),
        (
            "550 5.1.1 No such user",
            "421",
            "4.4.4",
            [("code", "421 does not stand in the reply."), ("enhanced", "4.4.4 does not stand in the reply.")],
        ),
        (
            "550 5.1.1 No such user",
            "",
            "",
            [
                ("code", "The reply begins with 550, and that is not the code given here."),
                ("enhanced", "The reply begins with 5.1.1, and that is not the code given here."),
            ],
        ),
    ],
)
def test_a_reply_carries_its_codes(reply, code, enhanced, faults):
    assert said(validators.carried_faults(reply, code, enhanced)) == faults


def test_a_reply_names_nobody():
    assert said(validators.stranger_faults("reply", "550 <john@company.com> at mx.company.com", [])) == [
        ("reply", f"Replace {stranger} by a placeholder, such as user@example.com, mx.example.com or 192.0.2.1.")
        for stranger in ("john@company.com", "mx.company.com")
    ]
    assert said(validators.stranger_faults("reply", "550 mx.company.com", ["company.com"])) == []


def test_a_reply_is_known_once():
    others = {"exim-550-no": "550 No  such user", "exim-551": "551 No"}
    assert said(validators.twin_faults("reply", "550 no such\nuser", others)) == [
        ("reply", "This reply is known already, with the same codes: exim-550-no")
    ]
    assert said(validators.twin_faults("reply", "550 no such user here", others)) == []


def test_a_code_has_a_record():
    assert said(validators.unknown_faults("left", ["559"], {"550"})) == [
        ("left", "There is no record of this code: 559")
    ]
    assert said(validators.unknown_faults("left", ["550"], {"550"})) == []


def test_faults_are_gathered_by_their_column():
    faults = [*validators.slug_faults("A B"), *validators.actor_faults(["x", "y"])]
    gathered = validators.by_column(faults)
    assert {column: len(errors) for column, errors in gathered.items()} == {"slug": 1, "actors": 2}


@pytest.mark.django_db
def test_all_that_is_shipped_is_without_a_fault():
    rows = [row for model in CONTENT_MODELS for row in model.objects.all()]
    assert {row.key: faults for row in rows if (faults := row.faults() or row.doubts())} == {}
