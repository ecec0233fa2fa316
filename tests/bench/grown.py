"""Content ten times as large, made of the shipped content in another folder.

Basic codes cannot be grown: they have three digits, and 87 of at most 400 are there. Enhanced codes and known replies
can, and eighteen languages are added. The weights of `causes.tsv` stay, as they do where staff add replies.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from running import ROOT

TIMES = 10
WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "islet"]  # of which no reply has any
LANGUAGES = ["de", "it", "pt", "nl", "pl", "cs", "da", "fi", "sv", "nb", "hu", "ro", "tr", "el", "uk", "sk", "bg", "ca"]
PROJECT = ("codes", "content", "locale", "site_config", "smtp_replies", "static", "templates")


def table(name: str, entries: dict[str, object]) -> str:
    """A table of a content file; strings and lists of JSON are those of TOML too."""
    lines = [f"{key} = {_value(value)}" for key, value in entries.items()]
    return "\n".join([f"[{json.dumps(name)}]", *lines, ""])


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def replies(shipped: dict[str, dict]) -> Iterator[str]:
    """Nine known replies for each, with its codes and cause, that end in another word."""
    for name, reply in shipped.items():
        yield from (table(f"{name}-{word}", reply | {"reply": f"{reply['reply']} {word}"}) for word in WORDS)


def codes(shipped: dict[str, dict]) -> Iterator[tuple[str, str, str]]:
    """Nine enhanced codes for each, with its facts: the name of the shipped one, the new name, the table."""
    for name, facts in shipped.items():
        for number in range(1, TIMES):
            new = detail(name, number)
            own = {f"{partner[:5]}{new.removeprefix('X')}": who for partner, who in facts.get("partners", {}).items()}
            yield name, new, table(new, facts | ({"partners": own} if own else {}))


def detail(code: str, number: int) -> str:
    """The code of the same subject that stands in for another: its detail is one that nobody registered."""
    head, _dot, last = code.rpartition(".")
    return f"{head}.{int(last) + 60 * number}"


def _append(file: Path, tables: Iterable[str]) -> None:
    with file.open("a", encoding="utf-8") as grown:
        grown.writelines(f"\n{text}" for text in tables)


def grow_replies(content: Path) -> None:
    """Make ten known replies of each."""
    file = content / "replies.toml"
    _append(file, list(replies(tomllib.loads(file.read_text("utf-8")))))


def grow_codes(content: Path) -> None:
    """Make ten enhanced codes of each, with the same words."""
    file = content / "enhanced.toml"
    grown = list(codes(tomllib.loads(file.read_text("utf-8"))))
    _append(file, [text for _name, _new, text in grown])
    for name, new, _text in grown:
        for words in content.glob(f"*/enhanced/{name.removeprefix('X.')}.toml"):
            shutil.copyfile(words, words.with_name(f"{new.removeprefix('X.')}.toml"))


def _english_words(project: Path) -> Iterator[str]:
    """How people ask in English, for each new language."""
    english = tomllib.loads((project / "content/search.toml").read_text("utf-8"))["en"]
    yield from (table(language, english) for language in LANGUAGES)


def grow_languages(project: Path) -> None:
    """Copy the project and add eighteen languages to it, whose words are Spanish: English ones count as left over.

    Their migrations are still to be made.
    """
    for name in PROJECT:
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "requirements.lock"):
        shutil.copy(ROOT / name, project)
    settings = project / "site_config/settings.py"
    more = "".join(f"LANGUAGES.append(({language!r}, {language!r}))\n" for language in LANGUAGES)
    settings.write_text(settings.read_text("utf-8").replace("LOCALE_PATHS =", f"{more}LOCALE_PATHS =", 1), "utf-8")
    _append(project / "content/search.toml", _english_words(project))
    credit = re.compile(r"^([\w.]+)\.en( = .*\n)", re.MULTILINE)
    credits_ = project / "content/credits.toml"
    each = "".join(rf"\1.{language}\2" for language in ("en", *LANGUAGES))
    credits_.write_text(credit.sub(each, credits_.read_text("utf-8")), "utf-8")
    for language in LANGUAGES:
        shutil.copytree(project / "content/es", project / "content" / language)
        shutil.copytree(project / "locale/ar", project / "locale" / language)
