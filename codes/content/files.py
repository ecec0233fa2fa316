"""Content files -> the columns of rows, with all faults named.

A text that is not translated yet is absent from its file, never empty.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from modeltranslation.utils import build_localized_fieldname as word_column

from codes.content.collection import credit_faults, search_faults
from codes.content.faults import ContentError, Doubt, form_faults, row_faults, unknown_codes, unknown_rows
from codes.content.fields import MADE_FROM, SOURCE, Fields, Rows, columns, empty, where
from codes.content.kinds import KINDS, Kind
from codes.rows import LANGUAGES, SOURCE_LANGUAGE

Words = Mapping[str, Mapping[str, Mapping[str, object]]]  # language -> key -> field -> text


def _none_accepted(_doubt: Doubt) -> bool:
    return False


def read(directory: Path, accepted: Callable[[Doubt], bool] = _none_accepted) -> Rows:
    """Return the columns of every row by kind, or raise ContentError with all that is wrong."""
    if not directory.is_dir():
        raise ContentError(f"{directory}: the content folder is missing")
    refuse_older_layout(directory)
    problems: list[str] = []
    doubts: list[Doubt] = []
    facts = {kind.name: _tables(directory, kind.facts_file, problems) for kind in KINDS}
    words = {kind.name: _read_words(directory, kind, problems) for kind in KINDS}
    if not problems:
        rows = {kind.name: dict(_columns(kind, facts[kind.name], words[kind.name], problems, doubts)) for kind in KINDS}
    if not problems:
        doubts += unknown_codes(rows)
        problems += [*unknown_rows(rows), *credit_faults(directory), *search_faults(directory)]
    problems += [doubt.line for doubt in doubts if not accepted(doubt)]
    if problems:
        raise ContentError("\n".join(sorted(problems)))
    return rows


def refuse_older_layout(directory: Path) -> None:
    """Raise ContentError where the files of words lie in no folder of their kind."""
    if any(old_files(directory)):
        raise ContentError(f"{directory}: words lie in no folder of their kind; run manage.py move_content {directory}")


def _parse(directory: Path, name: str, problems: list[str]) -> dict[str, Fields]:
    try:
        return tomllib.loads((directory / name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{name}: cannot be read: {error}")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}: not valid TOML: {error}")
    return {}


def _tables(directory: Path, name: str, problems: list[str]) -> dict[str, Fields]:
    """A file of entries, each of which is a table."""
    entries = _parse(directory, name, problems)
    problems += [f"{name}: {key}: must be a table" for key, entry in entries.items() if not isinstance(entry, dict)]
    return {key: entry for key, entry in entries.items() if isinstance(entry, dict)}


def _read_words(directory: Path, kind: Kind, problems: list[str]) -> Words:
    if not kind.model.WORDS:
        return {}
    if not kind.has_folder:
        files = {language: f"{language}/{kind.name}.toml" for language in LANGUAGES}
        return {
            # Where nothing is translated yet there is no file.
            language: _tables(directory, file, problems) if _is_needed(directory, file, language) else {}
            for language, file in files.items()
        }
    return {
        language: {
            kind.prefix + path.stem: _parse(directory, f"{language}/{kind.name}/{path.name}", problems)
            for path in sorted((directory / language / kind.name).glob("*.toml"))
        }
        for language in LANGUAGES
    }


def _is_needed(directory: Path, file: str, language: str) -> bool:
    return language == SOURCE_LANGUAGE or (directory / file).exists()


def _columns(
    kind: Kind, facts: dict[str, Fields], words: Words, problems: list[str], doubts: list[Doubt]
) -> Iterator[tuple[str, Fields]]:
    keys = set(facts)
    for language, texts in words.items():
        doubts += [_left_over(kind, key, language, texts[key]) for key in texts.keys() - facts.keys()]
        if language == SOURCE_LANGUAGE and not kind.may_be_silent:
            problems += [f"{where(kind, key, language)}: missing" for key in facts.keys() - texts.keys()]
            keys &= texts.keys()
    problems += [f"{where(kind, key)}: not the name of an entry" for key in keys if not kind.has(key)]
    for key in filter(kind.has, (key for key in facts if key in keys)):
        values = dict(facts[key])
        values |= {column: text for lang in words for column, text in _of_language(words[lang].get(key, {}), lang)}
        if faults := list(form_faults(kind, key, values)):
            problems += faults
            continue
        faults, own_doubts = row_faults(kind, key, values)
        problems.extend(faults)
        doubts.extend(own_doubts)
        if not faults:
            yield key, {column: values.get(column, empty(kind, column)) for column in columns(kind)}


def _left_over(kind: Kind, key: str, language: str, texts: Mapping[str, object]) -> Doubt:
    name, text = next(iter(texts.items()), ("", ""))
    line = f"{kind.facts_file}: {key}: missing, but named in {language}/"
    return Doubt(kind.name, key, word_column(name, language), text, line, is_left_over=True)


def _of_language(texts: Mapping[str, object], language: str) -> Iterator[tuple[str, object]]:
    """Yield the columns of what a file has in one language: texts, and what each was made from."""
    for name, value in texts.items():
        if name == SOURCE and isinstance(value, dict) and language != SOURCE_LANGUAGE:
            yield from ((f"{MADE_FROM}{word_column(each, language)}", source) for each, source in value.items())
        else:
            yield word_column(name, language), value


# --- files as they lie, faulty or not


@dataclass(frozen=True)
class Found:
    """What a dump finds before it writes: the columns that the files hold, and the files that cannot be read."""

    rows: Rows
    unreadable: list[str]
    closed: set[tuple[str, str]]  # kind and key of rows with a file that cannot be read; key "" for a whole kind


def look(directory: Path) -> Found:
    """Return what files hold that nobody has checked; a file that is not there holds nothing."""
    refuse_older_layout(directory)
    found = Found({kind.name: {} for kind in KINDS}, [], set())
    for kind in KINDS:
        for name, key, language in _files_of(directory, kind):
            problems: list[str] = []
            tables = _tables(directory, name, problems) if key is None else {key: _parse(directory, name, problems)}
            if problems:
                found.unreadable.extend(problems)
                found.closed.add((kind.name, key or ""))
            for each, fields in tables.items():
                named = _of_language(fields, language) if language else fields.items()
                found.rows[kind.name].setdefault(each, {}).update(named)
    return found


def _files_of(directory: Path, kind: Kind) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the name of each file of a kind, the key of the row whose it is alone, and its language if it has one."""
    shared: list[tuple[str, str | None]] = [(kind.facts_file, None)]
    for language in LANGUAGES if kind.model.WORDS else ():
        if kind.has_folder:
            for path in sorted((directory / language / kind.name).glob("*.toml")):
                yield f"{language}/{kind.name}/{path.name}", kind.prefix + path.stem, language
        else:
            shared.append((f"{language}/{kind.name}.toml", language))
    yield from ((name, None, language) for name, language in shared if (directory / name).exists())


# --- the older layout, in which codes and causes lay side by side in the folder of their language


def old_files(directory: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each file of words that lies in no folder of its kind, and where it belongs."""
    shared = {kind.name for kind in KINDS if not kind.has_folder}
    for path in sorted(path for language in LANGUAGES for path in (directory / language).glob("*.toml")):
        if path.stem not in shared:
            yield path, path.parent / _of_old_stem(path.stem)


def _of_old_stem(stem: str) -> str:
    if stem.startswith("x."):
        return f"enhanced/{stem.removeprefix('x.')}.toml"
    return f"{'codes' if stem[:1].isdigit() else 'causes'}/{stem}.toml"


def move(directory: Path) -> int:
    """Bring a folder of the older layout into the present one; return how many files moved."""
    moves = list(old_files(directory))
    if taken := [new for _old, new in moves if new.exists()]:
        raise ContentError(f"{taken[0]}: there already; nothing was moved")
    for old, new in moves:
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
    return len(moves)
