"""Content files: reading with every fault named, and how a file of rows looks."""

import shutil
import tomllib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.html import escape
from django.utils.translation import override
from running import ROOT, edit, shipped

from codes import content
from codes.content.collection import in_own_words
from codes.content.rendering import render
from codes.models import CONTENT_MODELS, Cause, KnownReply, ReplyCode

pytestmark = pytest.mark.django_db


def test_every_row_is_complete_in_both_languages():
    for kind in content.KINDS:
        assert [row.key for row in kind.rows()] == list(shipped(kind.facts_file))
    for model in CONTENT_MODELS:
        for row in model.objects.all():
            required = {*row.WORDS} - {*row.OPTIONAL}
            assert all(texts[word] for texts in row.plain_words.values() for word in required), row.key
            for word in {*row.WORDS} & {*row.OPTIONAL}:  # in every language or in none
                assert len({bool(texts[word]) for texts in row.plain_words.values()}) == 1, row.key


def test_files_are_checked_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        content.read(settings.CONTENT_DIR)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "ar/codes/553.toml",
            "`553 5.7.1`",
            "`553 5.1.7`",
            "ar/codes/553.toml: description: The source text has 553 5.7.1 in backticks",
        ),
        (
            "ar/codes/553.toml",
            "`RCPT TO`",
            "RCPT TO",
            "ar/codes/553.toml: fix: The source text has RCPT TO in backticks",
        ),
        ("en/codes/553.toml", "summary = ", "summery = ", "en/codes/553.toml: summary: missing"),
        ("en/codes/553.toml", "summary = ", "summery = ", "en/codes/553.toml: summery: unknown field"),
        ("en/codes/553.toml", 'name = "', "name = ", "en/codes/553.toml: not valid TOML"),
        ("en/codes/553.toml", 'name = "', 'name = " ', "en/codes/553.toml: name: blanks"),
        ("en/codes/553.toml", "`550`", "550", "en/codes/553.toml: description: The code 550 stands outside backticks"),
        (
            "ar/codes/553.toml",
            "\n[source]\n",
            '\n[source]\nnone = "0123456789"\n',
            "ar/codes/553.toml: source.none: unknown field",
        ),
        (
            "ar/codes/553.toml",
            "\n[source]\nname = ",
            "\n[source]\nname = 1 #",
            "ar/codes/553.toml: source.name: not a digest of 10 digits: 1",
        ),
        (
            "ar/stages.toml",
            '["220 connect"]\n',
            '["220 connect"]\nsource.first_step = "0123456789"\n',
            "ar/stages.toml: 220 connect: source.first_step: there is no such text",
        ),
        ("en/codes/553.toml", "summary = ", "source = 1\nsummary = ", "en/codes/553.toml: source: unknown field"),
        ("codes.toml", "[553]\n", "[5530]\n", "codes.toml: 553: missing, but named in en/"),
        ("codes.toml", "[553]\n", "[5530]\n", "en/codes/5530.toml: missing"),
        (
            "codes.toml",
            'related = ["550", "501"',
            'related = ["559", "501"',
            "codes.toml: 553: related: unknown code 559",
        ),
        (
            "codes.toml",
            'retried = "client"',
            'retried = "never"',
            "retried: Value 'never' is not a valid choice",
        ),
        ("codes.toml", "stages.rcpt", "stages.rkpt", "stages: Stages must be known ones"),
        (
            "codes.toml",
            '"RFC 5321 4.2.3"',
            '"RFC5321"',
            "references: Not a reference like RFC 5321 4.2.3: RFC5321",
        ),
        (
            "ar/causes/mailbox-full.toml",
            "`5.2.3`",
            "`5.3.2`",
            "ar/causes/mailbox-full.toml: description: The source text has 5.2.3",
        ),
        ("en/causes/mailbox-full.toml", "signs = ", "sign = ", "en/causes/mailbox-full.toml: signs: missing"),
        ("causes.toml", "[tls]\n", "[ssl]\n", "causes.toml: tls: missing, but named in ar/"),
        (
            "causes.toml",
            "[account-restricted]\n",
            'grey = "x"\n[account-restricted]\n',
            "causes.toml: grey: must be a table",
        ),
        ("causes.toml", "[tls]\n", "[ssl]\n", "en/causes/ssl.toml: missing"),
        ("causes.toml", 'waiting = "helps"', 'waiting = "maybe"', "waiting: Value 'maybe' is not a valid choice"),
        ("causes.toml", '"sender-admin"]', '"postman"]', "actors: Nobody of this name can act: postman"),
        ("causes.toml", '"X.2.2"', '"5.2.2"', "causes.toml: mailbox-full: codes: Neither three ASCII digits nor"),
        ("causes.toml", '"X.2.2"', '"X.2.9"', "causes.toml: mailbox-full: codes: unknown code X.2.9"),
        ("causes.toml", '"X.2.2"', '"X.2.1"', "causes.toml: mailbox-full: codes: X.2.1 already means mailbox-disabled"),
        ("providers.toml", 'kind = "filter"', 'kind = "sieve"', "kind: Value 'sieve' is not a valid choice"),
        ("providers.toml", '"aol.com"', '"aol"', "providers.toml: aol: domains: Not a domain like example.com: aol"),
        ("providers.toml", "https://www.exim.org/", "www.exim.org", "exim: postmaster_url: Not an address that begins"),
        ("providers.toml", 'name = "Exim"', "name = 4", "providers.toml: exim: name: must be a text"),
        ("providers.toml", "[exim]\n", "[exim-4]\n", ": provider: unknown provider exim"),
        ("replies.toml", 'cause = "greylisted"', 'cause = "grey"', ": cause: unknown cause grey"),
        (
            "replies.toml",
            'provider = "spamrl"',
            'provider = "exim"',
            "provider: The name of the reply does not begin with",
        ),
        ("replies.toml", 'code = "460"', 'code = "4600"', ": code: Not three digits: 4600"),
        ("replies.toml", 'code = "460"', 'code = "4.6.0"', ": code: Not three digits: 4.6.0"),
        (
            "replies.toml",
            'enhanced = "4.3.0"',
            'enhanced = "5.7"',
            ": enhanced: Not an enhanced code like 5.7.1: 5.7",
        ),
        (
            "replies.toml",
            'source = "http://www.abuseat',
            'source = "ftp://www.abuseat',
            ": source: Not an address that begins with",
        ),
        ("replies.toml", 'source_kind = "collected"', 'source_kind = "heard"', "Value 'heard' is not a valid choice"),
        ("replies.toml", 'reply = "460', 'reply = "\\u0007460', ": reply: The reply holds a control character"),
        ("replies.toml", "[spamrl-", "[Spamrl-", "not the name of an entry"),
        ("replies.toml", 'reply = "460', 'reply = "461', ": code: 460 does not stand in the reply."),
        (
            "replies.toml",
            'reply = "460',
            'reply = "460 mx.company.com',
            ": reply: Replace mx.company.com by a placeholder",
        ),
        (
            "replies.toml",
            "[amavis-554-5-7-0-reject-id-20025-09-spam]",
            '[amavis-2]\nprovider = "amavis"\nreply = "554 5.7.0  reject, ID=20025-09 - spam"\ncode = "554"\n'
            'enhanced = "5.7.0"\ncause = "policy"\nsource = "https://example.org"\nsource_kind = "collected"\n\n'
            "[amavis-554-5-7-0-reject-id-20025-09-spam]",
            "This reply is known already, with the same codes: amavis-2",
        ),
    ],
)
@pytest.mark.usefixtures("small_content")
def test_a_broken_file_stops_the_load_before_anything_is_written(content_copy, name, old, new, said):
    edit(content_copy / name, old, new)
    edit(content_copy / "en/codes/250.toml", 'name = "', 'name = "New ')
    with pytest.raises(CommandError) as failure:
        call_command("load_content", content_copy)
    assert said in str(failure.value)
    assert not ReplyCode.objects.get(code="250").name_en.startswith("New")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pairs.toml", '["250/553"]', '["250-553"]'),
        ("pairs.toml", '["250/553"]', '["250/five"]'),
        ("stages.toml", '["550 rcpt"]', '["550 lunch"]'),
        ("vendors.toml", '["5.7.509 Exchange Online"]', '["5.07 Exchange Online"]'),
    ],
)
@pytest.mark.usefixtures("small_content")
def test_an_entry_with_a_malformed_name_is_named(content_copy, file, old, new):
    for place in (".", "en", "ar"):
        edit(content_copy / place / file, old, new)
    with pytest.raises(content.ContentError, match=f"^{file}: {new[2:-2]}: not the name of an entry$"):
        content.read(content_copy)


@pytest.mark.usefixtures("small_content")
def test_a_file_that_is_not_text_and_a_missing_source(content_copy):
    (content_copy / "en/codes/553.toml").write_bytes(b"\xff\xfe\x00")
    (content_copy / "en/codes/250.toml").unlink()
    with pytest.raises(content.ContentError, match=r"en/codes/553\.toml: cannot be read"):
        content.read(content_copy)
    (content_copy / "en/codes/553.toml").write_bytes((settings.CONTENT_DIR / "en/codes/553.toml").read_bytes())
    with pytest.raises(content.ContentError, match=r"^en/codes/250\.toml: missing$"):
        content.read(content_copy)


@pytest.mark.usefixtures("small_content")
def test_what_is_not_translated_yet_is_absent(content_copy, capsys):
    (content_copy / "ar/codes/250.toml").unlink()
    (content_copy / "ar/pairs.toml").unlink()
    edit(content_copy / "ar/codes/553.toml", "summary = ", "# summary = ")
    rows = content.read(content_copy)
    assert (rows["codes"]["250"]["name_ar"], rows["codes"]["553"]["summary_ar"]) == ("", "")
    call_command("check_content", content_copy)
    out = capsys.readouterr().out
    for place in ("ar/codes/250.toml: name", "ar/codes/553.toml: summary", "ar/pairs.toml: 250/553: verdict"):
        assert f"not translated yet: {place}\n" in out


def test_an_empty_text_in_a_file_is_refused(content_copy):
    edit(content_copy / "ar/codes/553.toml", "summary = ", 'summary = ""\n# ')
    with pytest.raises(content.ContentError, match=r"ar/codes/553\.toml: summary: must be a text that is not empty"):
        content.read(content_copy)


def test_a_text_of_several_lines_is_written_so_that_it_can_be_read_again():
    text = 'a "quote", """three""", a \\ backslash,\n\ta tab, \x07 and \x1f and \x7f, and an end""\n"""'
    written = render({"replies": {"one-1": {"reply": text}}})["replies.toml"]
    assert tomllib.loads(written) == {"one-1": {"reply": text}}


def test_a_dump_returns_every_file_byte_for_byte(tmp_path):
    content.dump(tmp_path)
    files = {path.relative_to(settings.CONTENT_DIR) for path in settings.CONTENT_DIR.rglob("*.toml")}
    files = {str(name) for name in files} - {"credits.toml", "met.toml", "search.toml", "terms.toml"}  # no rows
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == files
    for name in files:
        assert (tmp_path / name).read_bytes() == (settings.CONTENT_DIR / name).read_bytes(), name


# --- the older layout


@pytest.fixture
def old_layout(content_copy):
    """The shipped content as it lay before there were folders."""
    for language in ("en", "ar"):
        folder = content_copy / language
        for kind in ("codes", "enhanced", "causes"):
            for path in [*(folder / kind).glob("*.toml")]:
                path.rename(folder / f"{'x.' if kind == 'enhanced' else ''}{path.name}")
            (folder / kind).rmdir()
    return content_copy


def test_a_folder_of_the_older_layout_is_refused_in_one_line(old_layout):
    with pytest.raises(content.ContentError) as failure:
        content.read(old_layout)
    assert str(failure.value).count("\n") == 0
    assert f"manage.py move_content {old_layout}" in str(failure.value)


def test_move_content_brings_it_into_the_present_one(old_layout, capsys):
    call_command("move_content", old_layout)
    assert "files moved" in capsys.readouterr().out
    assert content.read(old_layout) == content.read(settings.CONTENT_DIR)
    call_command("move_content", old_layout)
    assert "0 files moved" in capsys.readouterr().out


@pytest.mark.usefixtures("small_content")
def test_move_content_overwrites_nothing(content_copy):
    shutil.copy(content_copy / "en/codes/553.toml", content_copy / "en/553.toml")
    shutil.copy(content_copy / "en/codes/250.toml", content_copy / "en/251.toml")
    (content_copy / "en/codes/251.toml").unlink()
    with pytest.raises(CommandError, match=r"codes/553\.toml: there already; nothing was moved"):
        call_command("move_content", content_copy)
    assert not (content_copy / "en/codes/251.toml").exists()


def test_the_readme_counts_what_there_is():
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f" {Cause.objects.count()} causes," in told
    assert f" {KnownReply.objects.values('provider').distinct().count()} mail systems," in told


# --- credits


def test_the_credits_have_words_in_every_language(client):
    for language in ("en", "ar"):
        page = client.get("/about/" if language == "en" else "/ar/about/").text
        for credit in content.credits(settings.CONTENT_DIR):
            with override(language):
                assert escape(in_own_words(credit.work) or credit.work) in page
                assert escape(in_own_words(credit.licence) or credit.licence) in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('licence.fr = "', 'licence.de = "', "needs one text for each language"),
        ("[[credits]]", "[[credit]]", "credits.toml: cannot be read"),
        ('work = "', 'werk = "', "credits.toml: cannot be read"),
    ],
)
@pytest.mark.usefixtures("small_content")
def test_faulty_credits_are_named(content_copy, old, new, said):
    edit(content_copy / "credits.toml", old, new)
    with pytest.raises(content.ContentError, match=said):
        content.read(content_copy)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("met.toml", "[causes]", "[cause]", "met.toml: causes is missing"),
        ("search.toml", "[ar]", "[ar.other]", "search.toml: ar: same is missing"),
        ("search.toml", "same = [", "like = [", "search.toml: en: same is missing"),
        ("search.toml", "same = [", "same = ", "search.toml: cannot be read"),
    ],
)
@pytest.mark.usefixtures("small_content")
def test_what_the_search_needs_is_named_where_it_is_missing(content_copy, name, old, new, said):
    text = (content_copy / name).read_text("utf-8")
    (content_copy / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(content.ContentError, match=said):
        content.read(content_copy)
