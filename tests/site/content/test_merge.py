"""Files into rows: what staff wrote stays."""

import shutil
import tomllib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from running import edit

from codes import content, generation
from codes.freshness import State, digest
from codes.models import KnownReply, LoadedField, Program, Provider, ReplyCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_content")]


def staff_edit(code, **fields):
    row = ReplyCode.objects.get(code=code)
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()


@pytest.fixture
def own(content_copy, settings):
    """The folder that the site loads from."""
    settings.CONTENT_DIR = content_copy
    return content_copy


def test_a_second_load_writes_nothing():
    number = generation.current()
    report = content.load(settings.CONTENT_DIR)
    assert report == content.Report()
    assert generation.current() == number


def test_an_untouched_field_follows_its_file(content_copy):
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ', 1)
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
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ', 1)
    for _again in range(2):
        assert content.load(content_copy).conflicts == ["553 name_ar"]
        assert ReplyCode.objects.get(code="553").name_ar == "اسم من الموظف"
    call_command("load_content", content_copy)
    assert "conflict, changed here and in the file, kept: 553 name_ar" in capsys.readouterr().out
    call_command("load_content", content_copy, "--take", "mine", "553 name_ar")
    report = content.load(content_copy)
    assert (report.conflicts, report.kept) == ([], ["553 name_ar"])
    assert LoadedField.objects.get(key="553", field="name_ar").value.startswith("جديد")


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
    dumped = tomllib.loads((tmp_path / "replies.toml").read_text("utf-8"))
    assert dumped[row.slug]["cause"] == "policy"
    assert dumped["psbl-added"]["reply"] == '550 One\nand "two"'


def test_overwrite_takes_the_files(content_copy):
    staff_edit("553", name_ar="اسم من الموظف")
    report = content.load(content_copy, overwrite=True)
    assert (report.updated, report.overwritten) == (["553 name_ar"], ["553 name_ar"])
    assert ReplyCode.objects.get(code="553").name_ar != "اسم من الموظف"


def test_overwrite_names_what_it_throws_away(capsys):
    staff_edit("553", name_ar="اسم من الموظف")
    ReplyCode.objects.get(code="551").delete()
    call_command("load_content", "--overwrite")
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "1 entries added, 1 fields updated",
        "overwritten, edited here: 551",
        "overwritten, edited here: 553 name_ar",
    ]


# --- one place after the other


def test_one_conflict_is_settled_and_the_others_stay(content_copy):
    staff_edit("553", name_ar="اسم من الموظف", name_en="By staff")
    staff_edit("551", name_en="By staff")
    for file in ("ar/codes/553.toml", "en/codes/553.toml"):
        edit(content_copy / file, 'name = "', 'name = "New ', 1)
    call_command("load_content", content_copy, "--take", "theirs", "553 name_en")
    row = ReplyCode.objects.get(code="553")
    assert row.name_en.startswith("New ")
    assert row.name_ar == "اسم من الموظف"
    report = content.load(content_copy)
    assert (report.conflicts, report.kept) == (["553 name_ar"], ["551 name_en"])


def test_a_name_that_is_not_listed_is_refused_and_nothing_is_loaded(content_copy):
    edit(content_copy / "en/codes/553.toml", 'name = "', 'name = "New ')
    with pytest.raises(CommandError, match="553 name_ar: not listed"):
        call_command("load_content", content_copy, "--take", "theirs", "553 name_ar")
    with pytest.raises(CommandError, match="needs mine or theirs"):
        call_command("load_content", content_copy, "--take", "yours", "553 name_ar")
    assert not ReplyCode.objects.get(code="553").name_en.startswith("New ")


def test_a_name_that_fits_two_kinds_must_say_which():
    Provider.objects.filter(slug="exim").update(name="Exim by staff")
    Program.objects.filter(slug="exim").update(name="Exim by staff")
    with pytest.raises(CommandError, match="exim name: write which: programs: exim name, providers: exim name"):
        call_command("load_content", "--take", "theirs", "exim name")
    call_command("load_content", "--take", "theirs", "programs: exim name")
    assert Provider.objects.get(slug="exim").name == "Exim by staff"
    assert Program.objects.get(slug="exim").name != "Exim by staff"


# --- files that are older than what staff wrote


def test_files_from_before_a_dump_take_no_text_of_staff_away(own, tmp_path, capsys):
    shutil.copytree(own, tmp_path / "older")
    staff_edit("553", name_en="By staff")
    content.dump(own)
    assert content.load(own) == content.Report()
    shutil.copytree(tmp_path / "older", own, dirs_exist_ok=True)
    for _again in range(2):
        report = content.load(own)
        assert (report.older, report.changes) == (["553 name_en"], 0)
    call_command("load_content")
    assert "older in the file than here, kept: 553 name_en" in capsys.readouterr().out
    call_command("load_content", "--take", "theirs", "553 name_en")
    assert ReplyCode.objects.get(code="553").name_en != "By staff"
    assert content.load(own) == content.Report()


def test_a_copy_that_was_committed_is_as_good_as_a_dump_in_place(own, tmp_path):
    shutil.copytree(own, tmp_path / "older")
    staff_edit("553", name_en="By staff")
    content.dump(tmp_path / "copy")
    shutil.copytree(tmp_path / "copy", own, dirs_exist_ok=True)
    assert content.load(own) == content.Report()
    shutil.copytree(tmp_path / "older", own, dirs_exist_ok=True)
    assert content.load(own).older == ["553 name_en"]


def test_a_file_that_goes_back_is_followed_where_staff_wrote_nothing(content_copy):
    edit(content_copy / "en/codes/553.toml", 'name = "', 'name = "New ')
    content.load(content_copy)
    edit(content_copy / "en/codes/553.toml", 'name = "New ', 'name = "')
    assert content.load(content_copy).updated == ["553 name_en"]


# --- rows deleted here, files deleted by hand


def test_a_load_that_had_to_wait_undoes_nothing_of_the_one_it_waited_for(content_copy, monkeypatch):
    alone = generation.alone

    def after_another():  # which is loaded between the time when this one reads its files and its turn
        monkeypatch.setattr(generation, "alone", alone)
        edit(content_copy / "en/codes/553.toml", 'name = "Older ', 'name = "Newer ')
        content.load(content_copy)
        return alone()

    edit(content_copy / "en/codes/553.toml", 'name = "', 'name = "Older ')
    monkeypatch.setattr(generation, "alone", after_another)
    assert content.load(content_copy) == content.Report()
    assert ReplyCode.objects.get(code="553").name_en.startswith("Newer ")


def test_a_deleted_row_stays_deleted_until_its_file_says_something_new(content_copy):
    ReplyCode.objects.get(code="551").delete()
    for _again in range(2):
        report = content.load(content_copy)
        assert (report.deleted, report.changes) == (["551"], 0)
    edit(content_copy / "en/codes/551.toml", 'name = "', 'name = "New ')
    assert content.load(content_copy).added == ["551"]


def test_a_deleted_row_is_taken_again():
    ReplyCode.objects.get(code="551").delete()
    call_command("load_content", "--take", "theirs", "551")
    assert ReplyCode.objects.filter(code="551").exists()
    assert content.load(settings.CONTENT_DIR) == content.Report()


def test_a_deleted_row_comes_back_where_a_new_text_names_it(content_copy):
    provider = Provider.objects.create(slug="new-one", name="New", kind="filter")
    provider.delete()
    (content_copy / "providers.toml").open("a", encoding="utf-8").write(
        '\n[new-one]\nname = "New"\nkind = "filter"\ndomains = []\npostmaster_url = ""\n'
    )
    content.load(content_copy)
    Provider.objects.get(slug="new-one").delete()
    assert content.load(content_copy).deleted == ["new-one"]
    reply = KnownReply.objects.filter(provider="psbl").get()
    text = (content_copy / "replies.toml").read_text("utf-8")
    table = text[text.index(f"[{reply.slug}]") :].partition("\n\n")[0]
    added = table.replace(f"[{reply.slug}]", "[new-one-550]").replace('provider = "psbl"', 'provider = "new-one"')
    added = added.replace(reply.reply, f"{reply.reply}, said the new one")
    (content_copy / "replies.toml").write_text(f"{text}\n{added}\n", "utf-8")
    assert content.load(content_copy).added == ["new-one", "new-one-550"]


def test_a_file_deleted_by_hand_is_a_conflict_that_either_side_settles(content_copy, capsys):
    (content_copy / "ar/codes/553.toml").unlink()
    replies = content_copy / "replies.toml"
    text = replies.read_text("utf-8")
    slug = KnownReply.objects.filter(provider="psbl").get().slug
    table = text[text.index(f"[{slug}]") :].partition("\n\n")[0]
    replies.write_text(text.replace(f"{table}\n\n", ""), "utf-8")
    for _again in range(2):
        report = content.load(content_copy)
        assert report.gone == [*(f"553 {word}_ar" for word in ReplyCode.WORDS), slug]
        assert report.changes == 0
    call_command("load_content", content_copy, "--take", "theirs", slug, "553 fix_ar", "--take", "mine", "553 name_ar")
    assert f"removed, as the files have it: {slug}" in capsys.readouterr().out
    assert not KnownReply.objects.filter(slug=slug).exists()
    row = ReplyCode.objects.get(code="553")
    assert (bool(row.fix_ar), bool(row.name_ar)) == (False, True)
    report = content.load(content_copy)
    assert report.kept == ["553 name_ar"]
    assert report.gone == [f"553 {word}_ar" for word in ("summary", "description", "when_seen")]


def test_a_row_that_others_name_is_not_removed(content_copy):
    text = (content_copy / "providers.toml").read_text("utf-8")
    table = text[text.index("[psbl]") :].partition("\n\n")[0]
    (content_copy / "providers.toml").write_text(text.replace(f"{table}\n\n", ""), "utf-8")
    replies = content_copy / "replies.toml"
    edit(replies, 'provider = "psbl"', 'provider = "exim"')
    edit(replies, "[psbl-", "[exim-psbl-")
    report = content.load(content_copy)
    assert "psbl" in report.gone
    with pytest.raises(CommandError, match="psbl: cannot go, since others name it: psbl-"):
        call_command("load_content", content_copy, "--take", "theirs", "psbl")
    assert Provider.objects.filter(slug="psbl").exists()


def test_a_staff_translation_beside_a_new_source_text_is_outdated(content_copy):
    staff_edit("553", fix_ar=ReplyCode.objects.get(code="553").fix_ar + "نص من الموظف.\n")
    for language in ("en", "ar"):
        edit(content_copy / f"{language}/codes/553.toml", "`RCPT TO`", "`RCPT TO:<>`")
    report = content.load(content_copy)
    assert "553 fix_ar" in report.conflicts
    assert state("fix") is State.OUTDATED


def source_of(path, name):
    return tomllib.loads(path.read_text("utf-8"))["source"][name]


def state(name, code="553"):
    return ReplyCode.objects.get(code=code).state(name, "ar")


def test_a_source_text_changed_in_its_file_leaves_its_translations_behind(content_copy):
    edit(content_copy / "en/codes/553.toml", 'name = "', 'name = "New ')
    assert content.load(content_copy).updated == ["553 name_en"]
    assert (state("name"), state("summary")) == (State.OUTDATED, State.CURRENT)
    assert content.load(content_copy) == content.Report()
    edit(content_copy / "en/codes/553.toml", 'name = "New ', 'name = "')
    content.load(content_copy)
    assert state("name") is State.CURRENT


def test_a_translation_comes_with_what_it_was_made_from(content_copy):
    english, arabic = (content_copy / f"{language}/codes/553.toml" for language in ("en", "ar"))
    old = source_of(arabic, "name")
    edit(english, 'name = "', 'name = "New ')
    edit(arabic, 'name = "', 'name = "جديد ', 1)
    content.load(content_copy)  # whoever changed both did not say that they belong together
    assert state("name") is State.OUTDATED
    edit(arabic, old, digest(tomllib.loads(english.read_text("utf-8"))["name"]))
    assert content.load(content_copy).updated == ["553 made_from_name_ar"]
    assert state("name") is State.CURRENT


def test_a_new_translation_whose_file_does_not_say_so_was_made_from_the_text_beside_it(content_copy):
    english, arabic = (content_copy / f"{language}/codes/553.toml" for language in ("en", "ar"))
    staff_edit("553", name_en="By staff")
    edit(arabic, f'\nname = "{source_of(arabic, "name")}"', "")
    edit(arabic, 'name = "', 'name = "جديد ')
    content.load(content_copy)
    row = ReplyCode.objects.get(code="553")
    assert (row.name_en, row.state("name", "ar")) == ("By staff", State.OUTDATED)
    assert row.made_of("name", "ar").is_of(tomllib.loads(english.read_text("utf-8"))["name"])


def test_what_the_site_knows_of_a_translation_is_no_conflict(content_copy):
    """Both say something new of one text: staff that it is current, the file that it was made from another one."""
    staff_edit("553", name_en="By staff")
    row = ReplyCode.objects.get(code="553")
    row.renew("name", "ar", "By staff")
    row.save()
    arabic = content_copy / "ar/codes/553.toml"
    edit(arabic, source_of(arabic, "name"), "0123456789")
    report = content.load(content_copy)
    assert (report.kept, report.conflicts, report.updated) == (["553 name_en"], [], [])
    assert state("name") is State.CURRENT


def test_a_digest_that_moves_on_brings_no_deleted_row_back(content_copy):
    ReplyCode.objects.get(code="551").delete()
    arabic = content_copy / "ar/codes/551.toml"
    edit(arabic, source_of(arabic, "name"), "0123456789")
    assert content.load(content_copy).deleted == ["551"]


def test_a_code_that_a_superuser_added_stays_and_is_dumped(tmp_path):
    row = ReplyCode.objects.get(code="553")
    row.pk, row.code = None, "599"
    row.save()
    assert content.load(settings.CONTENT_DIR).not_in_files == ["599"]
    content.dump(tmp_path)
    assert (tmp_path / "ar/codes/599.toml").exists()


def test_a_load_that_fails_half_way_leaves_nothing_behind(content_copy, monkeypatch):
    for code in ("250", "553"):
        edit(content_copy / f"en/codes/{code}.toml", 'name = "', 'name = "New ')
    save = ReplyCode.save

    def fail_at_553(row, **options):
        if row.code == "553":
            raise OSError("disk full")
        save(row, **options)

    monkeypatch.setattr(ReplyCode, "save", fail_at_553)
    with pytest.raises(OSError, match="disk full"):
        content.load(content_copy)
    assert not ReplyCode.objects.get(code="250").name_en.startswith("New")
