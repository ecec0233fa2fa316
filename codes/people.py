"""What a person may do: the one place that says so, asked by forms, sheets, histories and the page of conflicts.

Rights are Django's, given by groups. Whoever may change the rows of a model writes their words: in every language, or
in those that a superuser named for this person. Facts, the undoing of others and conflicts are rights of their own.
"""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.history import Entry
from codes.models import CONTENT_MODELS, KnownReply, Provider
from codes.rows import LANGUAGES, SOURCE_LANGUAGE, Content

Account = User | AbstractBaseUser | AnonymousUser

# What is collected rather than read out of specifications: whoever may change such a row changes its facts too, but for
# its name, which its address and its file follow.
_COLLECTED: tuple[type[Content], ...] = (KnownReply, Provider)


def may_write(user: Account, model: type[Content], field: str, language: str = "") -> bool:
    """Whether somebody may change a field of the rows of a model: its words in a language, or, without one, a fact."""
    column = word_column(field, language) if field in model.WORDS else field
    return column not in forbidden(user, model)


def forbidden(user: Account, model: type[Content]) -> frozenset[str]:
    """Return the columns of the rows of a model that somebody may not change: names, facts, and words as `fix_ar`."""
    names, facts = {*model.KEY}, {*model.FACTS}
    words = _words(model, LANGUAGES)
    if not _may(user, f"change_{model._meta.model_name}"):
        return frozenset(names | facts | words)
    if _may(user, "write_facts"):
        names = facts = set()
    if model in _COLLECTED:
        facts = set()
    words = set() if _may(user, "write_every_language") else words - _words(model, languages_of(user))
    return frozenset(names | facts | words)


def languages_of(user: Account) -> list[str]:
    """Return the languages that somebody translates into; of the source language nobody is a translator."""
    person = getattr(user, "person", None)
    return [language for language in person.languages if language != SOURCE_LANGUAGE] if person else []


def may_translate(user: Account) -> bool:
    """Whether somebody may write words in the languages that are theirs, which may be none yet."""
    return any(_may(user, f"change_{model._meta.model_name}") for model in CONTENT_MODELS if model.WORDS)


def languages_open_to(user: Account) -> list[str]:
    """Return the languages in which somebody may change words."""
    return [*LANGUAGES] if _may(user, "write_every_language") else languages_of(user)


def may_undo(user: Account, entry: Entry) -> bool:
    """Whether somebody may take back a change or a deletion: one's own, or, with a right to it, those of others."""
    return entry.history_user == user.get_username() or _may(user, "undo_others")


def may_settle(user: Account) -> bool:
    """Whether somebody may choose between the texts of the site and of the content files."""
    return _may(user, "settle_conflicts")


def _words(model: type[Content], languages: Iterable[str]) -> set[str]:
    return {word_column(word, language) for word in model.WORDS for language in languages}


def _may(user: Account, permission: str) -> bool:
    return isinstance(user, User) and user.has_perm(f"codes.{permission}")
