"""Files into rows: what staff wrote stays."""

import tomllib

import pytest
from django.conf import settings
from django.core.management import call_command
from running import edit

from codes import content, generation
from codes.models import KnownReply, LoadedField, ReplyCode

pytestmark = pytest.mark.django_db


def staff_edit(code, **fields):
    row = ReplyCode.objects.get(code=code)
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()


def test_a_second_load_writes_nothing():
    number = generation.current()
    report = content.load(settings.CONTENT_DIR)
    assert report == content.Report()
    assert generation.current() == number


def test_an_untouched_field_follows_its_file(content_copy):
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ')
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
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ')
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
    dumped = tomllib.loads((tmp_path / "replies.toml").read_text("utf-8"))
    assert dumped[row.slug]["cause"] == "policy"
    assert dumped["psbl-added"]["reply"] == '550 One\nand "two"'


def test_overwrite_takes_the_files(content_copy):
    staff_edit("553", name_ar="اسم من الموظف")
    report = content.load(content_copy, overwrite=True)
    assert report.updated == ["553 name_ar"]
    assert ReplyCode.objects.get(code="553").name_ar != "اسم من الموظف"


def test_a_staff_translation_beside_a_new_source_text_is_reported(content_copy):
    staff_edit("553", fix_ar=ReplyCode.objects.get(code="553").fix_ar + "نص من الموظف.\n")
    for language in ("en", "ar"):
        edit(content_copy / f"{language}/codes/553.toml", "`RCPT TO`", "`RCPT TO:<>`")
    report = content.load(content_copy)
    assert "553 fix_ar" in report.conflicts
    assert report.out_of_step == ["553 fix_ar"]


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
