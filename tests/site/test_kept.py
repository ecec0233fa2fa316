"""Texts that are made once are few enough to be kept."""

from codes.kept import Kept


def test_a_text_is_made_once():
    kept, made = Kept(100), iter(["first", "second"])
    assert kept("name", lambda: next(made)) == kept("name", lambda: next(made)) == "first"


def test_an_empty_text_is_kept_like_any_other():
    kept, made = Kept(100), iter(["", "second"])
    assert kept("name", lambda: next(made)) == kept("name", lambda: next(made)) == ""


def test_the_oldest_are_forgotten_where_all_are_too_long():
    kept = Kept(10)
    for name in ("old", "middle", "new"):
        assert kept(name, lambda: "four") == "four"
    assert kept.size == 8
    assert kept("new", lambda: "other") == "four"
    assert kept("old", lambda: "anew") == "anew"


def test_a_text_that_is_too_long_by_itself_is_given_and_not_kept():
    kept = Kept(3)
    assert kept("name", lambda: "four") == "four"
    assert kept.size == 0
