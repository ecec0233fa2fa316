"""One export as a folder: what is taken over, what is gone, and what stands at the address meanwhile."""

import gzip
import os
import resource

import brotli
import pytest

from codes import edition
from codes.edition import COPIES, OWN, EditionError, Stamp, Writer, begin, file_of, last, switch


@pytest.fixture
def link(tmp_path):
    return tmp_path / "public"


def publish(link, pages, *, state="first", made="1", copies=COPIES, choice=""):
    """Make an edition of these pages; return what is known of it when it is done."""
    before = last(link)
    made_now, lock = begin(link, before, Stamp(state, choice, made))
    writer = Writer(made_now, before, copies)
    made_now.note((path, writer.keep(path) or writer.write(path, body)) for path, body in pages.items())
    if before:
        made_now.bury(before)
    switch(link, made_now)
    lock.close()
    return made_now.fresh()


def same_file(one, other):
    return one.samefile(other)


@pytest.mark.parametrize(
    ("path", "file"),
    [("/", "index.html"), ("/ar/", "ar/index.html"), ("/550/", "550/index.html"), ("/robots.txt", "robots.txt")],
)
def test_the_file_of_an_address(path, file):
    assert file_of(path) == file


def test_pages_stand_beside_their_copies(link):
    publish(link, {"/550/": b"five" * 100, "/robots.txt": b"all"})
    assert (link / "550/index.html").read_bytes() == b"five" * 100
    assert gzip.decompress((link / "550/index.html.gz").read_bytes()) == b"five" * 100
    assert brotli.decompress((link / "550/index.html.br").read_bytes()) == b"five" * 100
    assert (link / "robots.txt").read_bytes() == b"all"


def test_the_pages_of_an_edition_are_gathered_once(link):
    """To gather them for each of 27,000 took 52 seconds of an export."""
    made = publish(link, {"/550/": b"five"})
    assert made.pages is made.pages


def test_what_is_the_same_is_the_same_file_with_its_copies(link):
    before = publish(link, {"/550/": b"same", "/553/": b"old"})
    keep = [before.folder / f"550/index.html{ending}" for ending in ("", ".gz", ".br")]
    kept = [file.stat().st_ino for file in keep]
    after = publish(link, {"/550/": b"same", "/553/": b"new"}, state="second", made="2")
    assert [(link / file.relative_to(before.folder)).stat().st_ino for file in keep] == kept
    assert (link / "553/index.html").read_bytes() == b"new"
    assert after.changed_now == ["/553/"]
    assert after.pages["/550/"].since == "1"
    assert [entry.name for entry in link.parent.iterdir() if entry.is_dir() and not entry.is_symlink()] == ["public.2"]


def test_pages_of_the_same_state_are_not_made_again(link):
    publish(link, {"/550/": b"made"})
    assert publish(link, {"/550/": b"not asked for"}, made="2").changed_now == []
    assert (link / "550/index.html").read_bytes() == b"made"


def test_copies_are_made_where_the_last_edition_had_none(link):
    publish(link, {"/550/": b"made"}, copies={})
    assert not (link / "550/index.html.gz").exists()
    publish(link, {"/550/": b""}, made="2")
    assert gzip.decompress((link / "550/index.html.gz").read_bytes()) == b"made"


def test_a_page_that_vanished_is_gone_and_told_of_as_long_as_somebody_may_ask(link):
    publish(link, {"/550/": b"one", "/460/": b"two"})
    for made in ("2", "3"):
        after = publish(link, {"/550/": b"one"}, state=made, made=made)
        assert not (link / "460").exists()
        assert (after.changed("1"), after.changed("2")) == (["/460/"], [])
    assert list(after.pages) == ["/550/"]
    again = publish(link, {"/550/": b"one", "/460/": b"two"}, state="4", made="4")
    assert again.changed_now == ["/460/"]


def test_an_edition_that_was_ended_goes_on(link):
    begun, lock = begin(link, None, Stamp("state", "choice", "1"))
    begun.note([("/550/", Writer(begun, None, {}).write("/550/", b"made"))])
    Writer(begun, None, {}).write("/553/", b"cut o")  # and never noted
    with (begun.folder / OWN / "records").open("a") as records:
        records.write("/554/\t1")  # the line is cut off as well
    lock.close()
    again, lock = begin(link, None, Stamp("state", "choice", "2"))
    assert again.whole() == {"/550/"}
    assert again.stamp.made == "1"
    again.note([("/553/", Writer(again, None, {}).write("/553/", b"cut off"))])
    assert again.fresh().whole() == {"/550/", "/553/"}
    lock.close()


def test_a_page_that_a_machine_without_power_did_not_write_is_made_again(link):
    begun, lock = begin(link, None, Stamp("state", "", "1"))
    begun.note([("/550/", Writer(begun, None, {}).write("/550/", b"made"))])
    lock.close()
    os.truncate(begun.folder / "550/index.html", 0)
    again, lock = begin(link, None, Stamp("state", "", "1"))
    assert again.whole() == set()
    lock.close()


def test_an_edition_of_another_state_or_choice_begins_anew_and_spoils_no_file_of_the_last(link):
    before = publish(link, {"/550/": b"first"})
    for stamp in (Stamp("second", "", "2"), Stamp("third", "", "3"), Stamp("third", "other", "4")):
        begun, lock = begin(link, before, stamp)
        assert begun.whole() == set()
        begun.note([("/550/", Writer(begun, before, COPIES).write("/550/", b"first"))])
        Writer(begun, before, COPIES).write("/550/", stamp.state.encode())
        assert (link / "550/index.html").read_bytes() == b"first"
        lock.close()


def test_a_file_that_finds_no_more_room_is_an_error_and_not_a_shorter_file(link):
    begun, lock = begin(link, None, Stamp("state", "", "1"))
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, usual[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            Writer(begun, None, {}).write("/550/", b"long" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        lock.close()


def test_two_exports_to_one_address_do_not_meet(link):
    _begun, lock = begin(link, None, Stamp("state", "", "1"))
    for state in ("state", "other"):
        with pytest.raises(EditionError, match="another export is writing"):
            begin(link, None, Stamp(state, "", "2"))
    lock.close()


def test_an_empty_folder_becomes_the_export(link):
    link.mkdir()
    publish(link, {"/550/": b"made"})
    assert (link / "550/index.html").read_bytes() == b"made"


def test_what_is_no_export_is_refused_and_left(link, tmp_path):
    link.mkdir()
    (link / "letter.txt").write_text("mine")
    with pytest.raises(EditionError, match="no export"):
        last(link)
    (tmp_path / "other").symlink_to(link)
    with pytest.raises(EditionError, match="no export"):
        last(tmp_path / "other")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(EditionError, match="no export"):
        last(tmp_path / "file")
    (tmp_path / "new.1").mkdir()
    with pytest.raises(EditionError, match="in the way"):
        begin(tmp_path / "new", None, Stamp("", "", ""))
    assert (link / "letter.txt").read_text() == "mine"


def test_a_copy_stands_where_there_are_no_links(link, monkeypatch):
    publish(link, {"/550/": b"made"})

    def refuse(_old, _new):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(edition.os, "link", refuse)
    publish(link, {"/550/": b"made"}, state="second", made="2")
    assert (link / "550/index.html").read_bytes() == b"made"
    assert gzip.decompress((link / "550/index.html.gz").read_bytes()) == b"made"
