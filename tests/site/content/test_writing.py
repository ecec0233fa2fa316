"""Rows into files: what somebody wrote into a file stays, and what staff wrote comes back unchanged."""

import shutil
import tomllib

import pytest
from django.core.management import CommandError, call_command
from running import edit, shipped

from codes import content
from codes.freshness import Grade, State
from codes.models import CodePair, KnownReply, LoadedField, Program, ReplyCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_content")]

NAME = 'name = "'


@pytest.fixture
def own(content_copy, settings):
    """The folder that the site loads from."""
    settings.CONTENT_DIR = content_copy
    return content_copy


def staff_edit(code, **fields):
    row = ReplyCode.objects.get(code=code)
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()


def test_check_tells_and_writes_nothing(content_copy, capsys):
    call_command("dump_content", "--check")
    call_command("load_content", "--check")
    edit(content_copy / "ar/codes/553.toml", NAME, f"{NAME}جديد ", 1)
    with pytest.raises(CommandError, match="1 files differ"):
        call_command("dump_content", content_copy, "--check")
    with pytest.raises(CommandError, match="what the database does not"):
        call_command("load_content", content_copy, "--check")
    assert "ar/codes/553.toml" in capsys.readouterr().out
    assert not ReplyCode.objects.get(code="553").name_ar.startswith("جديد")


def test_a_dump_writes_only_what_differs(own):
    before = {path: path.stat().st_mtime_ns for path in own.rglob("*.toml")}
    staff_edit("553", name_ar="اسم من الموظف")
    assert content.dump(own).written == ["ar/codes/553.toml"]
    assert [path.name for path in before if before[path] != path.stat().st_mtime_ns] == ["553.toml"]
    assert content.dump(own) == content.Dump()


def test_a_file_changed_by_hand_is_left_and_named_and_the_rest_is_dumped(own, capsys):
    edit(own / "en/codes/551.toml", NAME, f"{NAME}By hand: ")
    edit(own / "en/codes/553.toml", NAME, f"{NAME}By hand: ")
    staff_edit("551", summary_en="By staff.")
    staff_edit("553", name_en="By staff")
    staff_edit("550", name_en="By staff")
    with pytest.raises(CommandError, match="2 places were left"):
        call_command("dump_content")
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "en/codes/550.toml",
        "en/codes/551.toml",
        "conflict, changed here and in the file, left: 553 name_en",
        "conflict, changed in the file and not loaded yet, left: 551 name_en",
    ]
    text = (own / "en/codes/551.toml").read_text("utf-8")
    assert f"{NAME}By hand: " in text
    assert 'summary = "By staff."' in text
    report = content.load(own)
    assert (report.updated, report.conflicts, report.kept) == (["551 name_en"], ["553 name_en"], [])


def test_a_dumped_file_can_be_edited_by_hand_and_loads(own):
    staff_edit("553", name_en="By staff")
    content.dump(own)
    edit(own / "en/codes/553.toml", "By staff", "By staff, mended by hand")
    report = content.load(own)
    assert (report.updated, report.conflicts) == (["553 name_en"], [])
    assert ReplyCode.objects.get(code="553").name_en == "By staff, mended by hand"


def test_a_dump_elsewhere_moves_nothing(own, tmp_path):
    staff_edit("553", name_en="By staff")
    before = [*LoadedField.objects.order_by("pk").values()]
    assert "en/codes/553.toml" in content.dump(tmp_path / "copy").written
    assert [*LoadedField.objects.order_by("pk").values()] == before
    assert content.load(own).kept == ["553 name_en"]


def test_the_form_that_somebody_gave_a_file_stays(own):
    edit(own / "en/codes/553.toml", NAME, f"# a remark\n{NAME}")
    assert content.dump(own) == content.Dump()
    assert "# a remark" in (own / "en/codes/553.toml").read_text("utf-8")


def test_a_file_that_cannot_be_read_is_left_and_the_rest_is_dumped(own):
    (own / "en/codes/553.toml").write_bytes(b"\xff\xfe\x00")
    (own / "providers.toml").write_text("[broken", "utf-8")
    staff_edit("553", name_en="By staff")
    staff_edit("550", name_en="By staff")
    dump = content.dump(own)
    assert dump.written == ["en/codes/550.toml"]
    assert [line.partition(":")[0] for line in dump.unreadable] == ["en/codes/553.toml", "providers.toml"]
    assert (own / "en/codes/553.toml").read_bytes() == b"\xff\xfe\x00"


def test_what_is_not_translated_is_absent_and_loads_again(own):
    staff_edit("553", fix_ar=None, name_ar="")
    CodePair.objects.create(
        left="200", right="211", question="which-refusal", verdict_en="Both.\n", references=["RFC 876"]
    )
    content.dump(own)
    assert "fix = " not in (own / "ar/codes/553.toml").read_text("utf-8")
    assert "200/211" not in (own / "ar/pairs.toml").read_text("utf-8")
    assert content.load(own) == content.Report()


def test_a_source_text_that_ran_ahead_of_its_translation_loads_again(own):
    made_from = ReplyCode.objects.get(code="553").made_from["name_ar"]
    staff_edit("553", name_en="Refused, as `550` is")
    content.dump(own)
    assert content.load(own) == content.Report()
    LoadedField.objects.all().delete()  # a site that starts with these files
    ReplyCode.objects.filter(code="553").delete()
    assert content.load(own).added == ["553"]
    assert ReplyCode.objects.get(code="553").outdated() == {"name_ar"}
    edit(own / "ar/codes/553.toml", f'name = "{made_from}"\n', "")  # so that it counts as made from the text beside it
    with pytest.raises(content.ContentError, match=r"ar/codes/553\.toml: name: The source text has 550"):
        content.read(own)


def test_what_translations_were_made_from_survives_a_dump_and_a_load_byte_for_byte(own, tmp_path):
    row = ReplyCode.objects.get(code="553")
    for field, grade, why in (("name", Grade.CHANGED, ""), ("summary", Grade.WRONG_BEFORE, 'It said "typo" \\ no.')):
        old = getattr(row, f"{field}_en")
        setattr(row, f"{field}_en", f"{old[:-1]} now.")
        row.leave_behind(field, old, f"{old[:-1]} now.", grade, why)
    row.save()
    assert content.dump(own).written == ["en/codes/553.toml", "ar/codes/553.toml"]
    made_from = tomllib.loads((own / "ar/codes/553.toml").read_text("utf-8"))["source"]
    assert made_from["summary"] == {
        "digest": shipped("ar/codes/553.toml")["source"]["summary"],
        "grade": "wrong-before",
        "why": 'It said "typo" \\ no.',
    }
    assert {name for name, value in made_from.items() if value != shipped("ar/codes/553.toml")["source"][name]} == {
        "summary"
    }
    assert (content.load(own), content.dump(own)) == (content.Report(), content.Dump())
    LoadedField.objects.all().delete()  # another site, which has these files alone
    ReplyCode.objects.filter(code="553").delete()
    assert content.load(own).added == ["553"]
    again = ReplyCode.objects.get(code="553")
    states = [again.state(field, "ar") for field in ("name", "summary", "fix")]
    assert states == [State.OUTDATED, State.WRONG, State.CURRENT]
    content.dump(tmp_path / "copy")
    assert (tmp_path / "copy/ar/codes/553.toml").read_bytes() == (own / "ar/codes/553.toml").read_bytes()


def test_files_of_before_get_what_their_texts_were_made_from(own):
    text = (own / "ar/codes/553.toml").read_text("utf-8")
    (own / "ar/codes/553.toml").write_text(text.partition("\n[source]")[0], "utf-8")
    assert content.load(own) == content.Report()
    assert content.dump(own).written == ["ar/codes/553.toml"]
    assert (own / "ar/codes/553.toml").read_text("utf-8") == text


def test_a_code_deleted_by_staff_that_others_name_does_not_stop_a_load(own):
    ReplyCode.objects.get(code="551").delete()
    content.dump(own)
    assert not (own / "en/codes/551.toml").exists()
    report = content.load(own)
    assert (report.added, report.changes) == ([], 0)


def test_a_deleted_row_leaves_its_files_and_no_older_copy_brings_it_back(own, tmp_path):
    shutil.copytree(own, tmp_path / "older")
    row = KnownReply.objects.first()
    ReplyCode.objects.get(code="551").delete()
    row.delete()
    dump = content.dump(own)
    assert dump.written == ["codes.toml", "replies.toml"]
    assert dump.removed == ["ar/codes/551.toml", "en/codes/551.toml"]
    assert row.slug not in (own / "replies.toml").read_text("utf-8")
    assert content.load(own) == content.Report()
    shutil.copytree(tmp_path / "older", own, dirs_exist_ok=True)
    report = content.load(own)
    assert (report.deleted, report.changes) == (["551", row.slug], 0)
    content.dump(own)
    assert not (own / "en/codes/551.toml").exists()


def test_a_row_that_staff_deleted_stays_in_its_files_where_somebody_just_named_it(own):
    program = Program.objects.create(slug="new-program", name="New", kind=Program.objects.first().kind)
    content.dump(own)
    program.delete()
    first = (own / "program-errors.toml").read_text("utf-8").splitlines()[1]
    edit(own / "program-errors.toml", f"{first}\n", 'program = "new-program"\n')
    assert "new-program" in content.dump(own).conflicts
    assert "new-program" in (own / "programs.toml").read_text("utf-8")
    report = content.load(own)
    assert report.added == ["new-program"]


def test_a_checkout_that_leaves_the_files_of_a_new_row_behind_stops_no_load(own, tmp_path):
    shutil.copytree(own, tmp_path / "older")
    row = ReplyCode.objects.get(code="553")
    row.pk, row.code = None, "599"
    row.save()
    content.dump(own)
    shutil.copytree(tmp_path / "older", own, dirs_exist_ok=True)  # en/codes/599.toml stays, codes.toml has no 599
    assert content.load(own).gone == ["599"]
    dump = content.dump(own)
    assert (dump.gone, dump.written, dump.removed) == (["599"], [], [])
    content.load(own, take={"599": content.Take.MINE})
    assert content.dump(own).written == ["codes.toml"]
    assert content.load(own) == content.Report()


def test_files_left_behind_go_with_a_row_that_staff_delete_again(own, tmp_path):
    shutil.copytree(own, tmp_path / "older")
    row = ReplyCode.objects.get(code="553")
    row.pk, row.code = None, "599"
    row.save()
    content.dump(own)
    shutil.copytree(tmp_path / "older", own, dirs_exist_ok=True)
    row.delete()
    assert content.load(own) == content.Report()
    assert content.dump(own).removed == ["ar/codes/599.toml", "en/codes/599.toml"]
    assert content.load(own) == content.Report()


def test_a_file_deleted_by_hand_is_named_and_not_written_again(own):
    (own / "ar/codes/553.toml").unlink()
    dump = content.dump(own)
    assert dump.written == []
    assert "553 name_ar" in dump.gone
    assert not (own / "ar/codes/553.toml").exists()


def test_nothing_is_half_written(own, monkeypatch):
    staff_edit("553", name_en="By staff")
    before = (own / "en/codes/553.toml").read_bytes()

    def fail(*_paths):
        raise OSError("disk full")

    monkeypatch.setattr("codes.content.writing.os.replace", fail)
    with pytest.raises(CommandError, match="cannot write: disk full"):
        call_command("dump_content")
    assert (own / "en/codes/553.toml").read_bytes() == before
    assert LoadedField.objects.get(key="553", field="name_en").value != "By staff"
