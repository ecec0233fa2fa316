"""Faulty content files: each fault is named, and nothing is written."""

import pytest
from django.core.management import CommandError, call_command
from running import edit

from codes import content
from codes.models import ReplyCode

pytestmark = pytest.mark.django_db


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


def test_an_empty_text_in_a_file_is_refused(small_copy):
    edit(small_copy / "ar/codes/553.toml", "summary = ", 'summary = ""\n# ')
    with pytest.raises(content.ContentError, match=r"ar/codes/553\.toml: summary: must be a text that is not empty"):
        content.read(small_copy)
