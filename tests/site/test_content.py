"""Files and rows: load, merge, dump."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from codes import content, generation
from codes.credits import CREDITS
from codes.models import CONTENT_MODELS, Cause, KnownReply, LoadedField, Provider, ReplyCode

pytestmark = pytest.mark.django_db


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def staff_edit(code, **fields):
    row = ReplyCode.objects.get(code=code)
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()


def test_dump_returns_every_file_byte_for_byte(tmp_path):
    content.dump(tmp_path)
    shipped = sorted(path.relative_to(settings.CONTENT_DIR) for path in settings.CONTENT_DIR.rglob("*.toml"))
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.toml")) == shipped
    for name in shipped:
        assert (tmp_path / name).read_bytes() == (settings.CONTENT_DIR / name).read_bytes(), name


def test_every_row_is_complete_in_both_languages():
    assert ReplyCode.objects.exclude(code__startswith="X").count() == 87
    assert ReplyCode.objects.filter(code__startswith="X").count() == 81
    assert [model.objects.count() for model in (Cause, Provider, KnownReply)] == [18, 93, 892]
    for model in CONTENT_MODELS:
        for row in model.objects.all():
            assert all(all(texts.values()) for texts in row.plain_words.values()), row.key


def test_a_second_load_writes_nothing():
    number = generation.current()
    report = content.load(settings.CONTENT_DIR)
    assert report == content.Report()
    assert generation.current() == number


def test_an_untouched_field_follows_its_file(content_copy):
    edit(content_copy / "ar/553.toml", 'name = "', 'name = "جديد ')
    report = content.load(content_copy)
    assert report.updated == ["553 name_ar"]
    assert ReplyCode.objects.get(code="553").name_ar.startswith("جديد ")


def test_a_field_that_staff_changed_survives_a_load_and_is_reported():
    staff_edit("553", name_ar="اسم من الموظف")
    report = content.load(settings.CONTENT_DIR)
    assert report.kept == ["553 name_ar"]
    assert not report.conflicts
    assert ReplyCode.objects.get(code="553").name_ar == "اسم من الموظف"


def test_a_field_changed_on_both_sides_stays_and_is_a_conflict_until_it_is_settled(content_copy, capsys):
    staff_edit("553", name_ar="اسم من الموظف")
    edit(content_copy / "ar/553.toml", 'name = "', 'name = "جديد ')
    for _again in range(2):
        assert content.load(content_copy).conflicts == ["553 name_ar"]
        assert ReplyCode.objects.get(code="553").name_ar == "اسم من الموظف"
    call_command("load_content", content_copy)
    assert "conflict, changed here and in the file, kept: 553 name_ar" in capsys.readouterr().out
    content.dump(content_copy)
    assert content.load(content_copy) == content.Report()
    assert LoadedField.objects.get(key="553", field="name_ar").value == "اسم من الموظف"


def test_a_known_reply_that_staff_changed_or_added_stays_and_is_dumped(tmp_path):
    row = KnownReply.objects.filter(provider="psbl").get()
    row.cause_id = "policy"
    row.save()
    KnownReply.objects.create(
        **KnownReply.objects.filter(provider="psbl").values(*KnownReply.FACTS).get()
        | {"slug": "psbl-added", "provider": row.provider, "cause": row.cause, "reply": '550 One\nand "two"'}
    )
    report = content.load(settings.CONTENT_DIR)
    assert (report.kept, report.not_in_files) == ([f"{row.slug} cause"], ["psbl-added"])
    content.dump(tmp_path)
    dumped = content._parse(tmp_path, "replies.toml", [])
    assert dumped[row.slug]["cause"] == "policy"
    assert dumped["psbl-added"]["reply"] == '550 One\nand "two"'


def test_files_are_checked_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        content.read(settings.CONTENT_DIR)


def test_the_credits_of_the_site_and_of_the_repository_are_the_same():
    text = (settings.CONTENT_DIR / "REPLIES.md").read_text("utf-8")
    rows = [f"| {f'[{c.work}]({c.url})' if c.url else c.work} | {c.licence} |" for c in CREDITS]
    assert text.rstrip().splitlines()[-len(rows) :] == rows


def test_overwrite_takes_the_files(content_copy):
    staff_edit("553", name_ar="اسم من الموظف")
    report = content.load(content_copy, overwrite=True)
    assert report.updated == ["553 name_ar"]
    assert ReplyCode.objects.get(code="553").name_ar != "اسم من الموظف"


def test_a_staff_translation_beside_a_new_source_text_is_reported(content_copy):
    staff_edit("553", fix_ar=ReplyCode.objects.get(code="553").fix_ar + "نص من الموظف.\n")
    for language in ("en", "ar"):
        edit(content_copy / f"{language}/553.toml", "`RCPT TO`", "`RCPT TO:<>`")
    report = content.load(content_copy)
    assert "553 fix_ar" in report.conflicts
    assert report.out_of_step == ["553 fix_ar"]


def test_a_code_that_a_superuser_added_stays_and_is_dumped(tmp_path):
    row = ReplyCode.objects.get(code="553")
    row.pk, row.code = None, "599"
    row.save()
    assert content.load(settings.CONTENT_DIR).not_in_files == ["599"]
    content.dump(tmp_path)
    assert (tmp_path / "ar/599.toml").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "ar/553.toml",
            "`553 5.7.1`",
            "`553 5.1.7`",
            "ar/553.toml: description: The source text has 553 5.7.1 in backticks",
        ),
        (
            "ar/553.toml",
            "`RCPT TO`",
            "RCPT TO",
            "ar/553.toml: fix: The source text has RCPT TO in backticks",
        ),
        ("en/553.toml", "summary = ", "summery = ", "en/553.toml: summary: missing"),
        ("en/553.toml", "summary = ", "summery = ", "en/553.toml: summery: unknown field"),
        ("en/553.toml", 'name = "', "name = ", "en/553.toml: not valid TOML"),
        ("en/553.toml", 'name = "', 'name = " ', "en/553.toml: name: blanks"),
        ("en/553.toml", "`550`", "550", "en/553.toml: description: The code 550 stands outside backticks"),
        ("codes.toml", "[553]\n", "[5530]\n", "codes.toml: 553: missing, but named in en/"),
        ("codes.toml", "[553]\n", "[5530]\n", "en/5530.toml: missing"),
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
        ("ar/mailbox-full.toml", "`5.2.3`", "`5.3.2`", "ar/mailbox-full.toml: description: The source text has 5.2.3"),
        ("en/mailbox-full.toml", "signs = ", "sign = ", "en/mailbox-full.toml: signs: missing"),
        ("causes.toml", "[tls]\n", "[ssl]\n", "causes.toml: tls: missing, but named in ar/"),
        ("causes.toml", "[tls]\n", "[ssl]\n", "en/ssl.toml: missing"),
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
            'enhanced = "5.7.900"',
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
    ],
)
def test_a_broken_file_stops_the_load_before_anything_is_written(content_copy, name, old, new, said):
    edit(content_copy / name, old, new)
    edit(content_copy / "en/250.toml", 'name = "', 'name = "New ')
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
def test_an_entry_with_a_malformed_name_is_named(content_copy, file, old, new):
    for place in (".", "en", "ar"):
        edit(content_copy / place / file, old, new)
    with pytest.raises(content.ContentError, match=f"^{file}: {new[2:-2]}: not the name of an entry$"):
        content.read(content_copy)


def test_a_file_that_is_not_text_and_a_missing_translation(content_copy):
    (content_copy / "en/553.toml").write_bytes(b"\xff\xfe\x00")
    (content_copy / "ar/250.toml").unlink()
    with pytest.raises(content.ContentError, match=r"en/553\.toml: cannot be read"):
        content.read(content_copy)
    (content_copy / "en/553.toml").write_bytes((settings.CONTENT_DIR / "en/553.toml").read_bytes())
    with pytest.raises(content.ContentError, match=r"^ar/250\.toml: missing$"):
        content.read(content_copy)


def test_check_tells_and_writes_nothing(content_copy, capsys):
    call_command("dump_content", "--check")
    call_command("load_content", "--check")
    edit(content_copy / "ar/553.toml", 'name = "', 'name = "جديد ')
    with pytest.raises(CommandError, match="1 files differ"):
        call_command("dump_content", content_copy, "--check")
    with pytest.raises(CommandError, match="what the database does not"):
        call_command("load_content", content_copy, "--check")
    assert "ar/553.toml" in capsys.readouterr().out
    assert not ReplyCode.objects.get(code="553").name_ar.startswith("جديد")


def test_a_load_that_fails_half_way_leaves_nothing_behind(content_copy, monkeypatch):
    for code in ("250", "553"):
        edit(content_copy / f"en/{code}.toml", 'name = "', 'name = "New ')
    save = ReplyCode.save

    def fail_at_553(row, **options):
        if row.code == "553":
            raise OSError("disk full")
        save(row, **options)

    monkeypatch.setattr(ReplyCode, "save", fail_at_553)
    with pytest.raises(OSError, match="disk full"):
        content.load(content_copy)
    assert not ReplyCode.objects.get(code="250").name_en.startswith("New")
