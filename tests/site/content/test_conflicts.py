"""Conflicts that a load left, settled one by one."""

import shutil

import pytest
from running import edit

from codes import content
from codes.content.conflicts import ChangedError
from codes.models import Conflict, KnownReply, LoadedField, ReplyCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_content")]

NAME = 'name = "'


@pytest.fixture
def own(content_copy, settings):
    """The folder that the site loads from."""
    settings.CONTENT_DIR = content_copy
    return content_copy


def code(text="553"):
    return ReplyCode.objects.get(code=text)


def staff_edit(text, **fields):
    ReplyCode.objects.filter(code=text).update(**fields)


@pytest.fixture
def contested(own):
    """The Arabic name of 553, which staff and somebody's hand in the file have changed."""
    staff_edit("553", name_ar="اسم من الموظف")
    edit(own / "ar/codes/553.toml", NAME, f"{NAME}جديد ", 1)
    content.load(own)
    (place,) = content.unsettled()
    return place


def test_a_conflict_has_a_name_and_both_texts(contested):
    assert contested.name == "codes: 553 name_ar"
    assert contested.live == "اسم من الموظف"
    assert contested.file.startswith("جديد ")
    assert not contested.is_deletion


@pytest.mark.parametrize("take", content.Take)
def test_either_text_is_taken_and_the_conflict_is_gone(own, contested, take):
    content.settle(contested.name, take, contested.seen)
    assert content.unsettled() == []
    assert code().name_ar == (contested.live if take is content.Take.MINE else contested.file)
    report = content.load(own)
    assert (report.conflicts, report.kept) == ([], ["553 name_ar"] if take is content.Take.MINE else [])


def test_a_text_typed_as_the_file_has_it_settles_it_as_well(contested):
    staff_edit("553", name_ar=contested.file)
    assert content.unsettled() == []


def test_nothing_is_settled_where_the_text_here_has_changed_since(contested):
    staff_edit("553", name_ar="اسم آخر")
    with pytest.raises(ChangedError):
        content.settle(contested.name, content.Take.THEIRS, contested.seen)
    assert code().name_ar == "اسم آخر"
    assert [place.live for place in content.unsettled()] == ["اسم آخر"]


@pytest.mark.parametrize("take", content.Take)
def test_nothing_is_settled_where_the_file_has_changed_since(own, contested, take):
    edit(own / "ar/codes/553.toml", NAME, f"{NAME}أحدث ", 1)
    base = LoadedField.objects.get(kind="codes", key="553", field="name_ar").value
    with pytest.raises(ChangedError):
        content.settle(contested.name, take, contested.seen)
    assert code().name_ar == contested.live
    assert LoadedField.objects.get(kind="codes", key="553", field="name_ar").value == base
    assert [place.file[:5] for place in content.unsettled()] == ["أحدث "]  # and is seen next


def test_nothing_is_settled_where_the_file_gave_in_meanwhile(own, contested):
    (own / "ar/codes/553.toml").write_text(
        (own / "ar/codes/553.toml").read_text("utf-8").replace(contested.file, contested.live), "utf-8"
    )
    with pytest.raises(ChangedError):
        content.settle(contested.name, content.Take.THEIRS, contested.seen)
    assert content.unsettled() == []


def test_a_faulty_file_is_named_and_settles_nothing(own, contested):
    (own / "ar/codes/550.toml").write_text("name = ", "utf-8")
    with pytest.raises(content.ContentError, match=r"550\.toml"):
        content.settle(contested.name, content.Take.MINE, contested.seen)
    assert [place.name for place in content.unsettled()] == [contested.name]


def test_a_file_that_went_back_is_listed_until_a_dump_writes_the_newer_text(own, tmp_path):
    old = shutil.copytree(own, tmp_path / "old")
    staff_edit("553", name_ar="اسم من الموظف")
    content.dump(own)
    shutil.copytree(old, own, dirs_exist_ok=True)  # a checkout
    content.load(own)
    assert [(place.name, place.outcome.value) for place in content.unsettled()] == [("codes: 553 name_ar", "older")]
    content.dump(own)
    assert content.unsettled() == []
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("take", content.Take)
def test_a_row_that_lost_its_file_stays_or_goes(own, take):
    row = KnownReply.objects.first()
    path = own / "replies.toml"
    before, table, after = path.read_text("utf-8").partition(f"[{row.slug}]\n")
    path.write_text(before + after[after.index("\n[") + 1 :], "utf-8")
    assert table
    content.load(own)
    (place,) = content.unsettled()
    assert (place.name, place.column, place.is_deletion) == (f"replies: {row.slug}", "", True)
    content.settle(place.name, take, place.seen)
    assert KnownReply.objects.filter(pk=row.pk).exists() is (take is content.Take.MINE)
    assert content.unsettled() == []
