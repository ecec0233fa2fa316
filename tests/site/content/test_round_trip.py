"""Staff and developers write, dump, load, delete and go back in any order: no text goes without its name being said."""

import shutil
import tempfile
import tomllib
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from running import ROOT

from codes import content
from codes.content.fields import Rows, live
from codes.content.files import look
from codes.content.rendering import render
from codes.models import CONTENT_MODELS, LoadedField, ReplyCode

KEYS = ("250", "551")
COLUMNS = ("name_en", "name_ar", "fix_ar")
CELLS = st.tuples(st.sampled_from(KEYS), st.sampled_from(COLUMNS))
STEPS = st.one_of(
    st.tuples(st.sampled_from(["staff writes", "hand writes"]), CELLS),
    st.tuples(st.just("staff empties"), CELLS),
    st.tuples(st.sampled_from(["staff deletes", "file goes"]), st.sampled_from(KEYS)),
    st.tuples(st.sampled_from(["dump", "load", "commit", "checkout"]), st.none()),
)


def few(rows: Rows) -> Rows:
    """Two codes of all the content, which name no others."""
    plain = {"related": [], "confused_with": [], "fix_en": "1. Wait.\n", "fix_ar": "1. انتظر.\n"}
    codes = {key: rows["codes"][key] | plain for key in KEYS}
    return {kind.name: codes if kind.name == "codes" else {} for kind in content.KINDS}


class Site:
    """A small site, the folder it loads from, and what the test knows of both."""

    def __init__(self, folder: Path, rows: Rows) -> None:
        self.folder, self.commits = folder / "content", folder / "commits"
        self.typed = 0
        self.agreed: dict[tuple[str, str], list[object]] = {}  # what file and row both said, by cell
        for name, text in render(rows).items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, "utf-8")
        for name in ("credits.toml", "met.toml", "search.toml"):  # no rows
            shutil.copy(ROOT / "content" / name, self.folder)
        self.commit()

    def commit(self) -> None:
        shutil.copytree(self.folder, self.commits / str(len([*self.commits.glob("*")])))

    def checkout(self) -> None:
        """Go back to the first commit, which is older than all that was written since."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.commits / "0", self.folder)

    def new_text(self, column: str) -> str:
        self.typed += 1
        return f"1. Text {self.typed}.\n" if column.startswith("fix") else f"Text {self.typed}"

    def file_of(self, key: str, column: str) -> Path:
        return self.folder / column[-2:] / "codes" / f"{key}.toml"

    def rows(self) -> dict[tuple[str, str], object]:
        codes = live()["codes"]
        return {(key, column): codes.get(key, {}).get(column) for key in KEYS for column in COLUMNS}

    def files(self) -> dict[tuple[str, str], object]:
        codes = look(self.folder).rows["codes"]
        return {
            (key, column): codes[key].get(column, "") if key in codes and "standing" in codes[key] else None
            for key in KEYS
            for column in COLUMNS
        }

    def remember(self) -> None:
        files = self.files()
        for cell, value in self.rows().items():
            if value == files[cell]:
                self.agreed.setdefault(cell, []).append(value)

    def load(self) -> None:
        before = self.rows()
        report = content.load(self.folder)
        for cell, value in self.rows().items():
            if value != before[cell]:
                key, column = cell
                assert key in report.added if before[cell] is None else f"{key} {column}" in report.updated
                assert before[cell] in (None, *self.agreed.get(cell, [])[-1:]), "a text of staff went that no file had"
        self.remember()
        again = content.load(self.folder)
        assert again.changes == 0
        self.names_all_that_differs(again.kept + again.conflicts + again.older + again.gone + again.deleted)

    def names_all_that_differs(self, named: list[str]) -> None:
        files = self.files()
        for cell, value in self.rows().items():
            if value != files[cell]:
                assert cell[0] in named or " ".join(cell) in named, (cell, value, files[cell])

    def dump(self) -> None:
        before = self.files()
        dump = content.dump(self.folder)
        for cell, value in self.files().items():
            if value != before[cell]:
                assert before[cell] in (None, "", *self.agreed[cell]), (
                    "a text of somebody's hand went that was never loaded"
                )
        self.names_all_that_differs(dump.conflicts + dump.not_loaded + dump.gone)
        self.remember()

    def step(self, name: str, place: object) -> None:
        if name in ("dump", "load", "commit", "checkout"):
            getattr(self, name)()
        elif name == "staff deletes":
            ReplyCode.objects.filter(code=place).delete()
        elif name == "file goes":
            self.file_of(place, "fix_ar").unlink(missing_ok=True)
        elif name == "hand writes":
            self.hand_writes(*place)
        elif not (name == "staff empties" and place[1].endswith("_en")):
            text = "" if name == "staff empties" else self.new_text(place[1])
            for row in ReplyCode.objects.filter(code=place[0]):
                row.take({place[1]: text})
                row.save()

    def hand_writes(self, key: str, column: str) -> None:
        path = self.file_of(key, column)
        if path.exists():
            fields = tomllib.loads(path.read_text("utf-8")) | {column[:-3]: self.new_text(column)}
            named = {f"{name}{column[-3:]}": value for name, value in fields.items()}
            files = render({"codes": {key: named}})
            path.write_text(files[str(path.relative_to(self.folder))], "utf-8")


@pytest.mark.usefixtures("small_content")
@pytest.mark.django_db
def test_any_sequence_of_steps_loses_no_text_without_naming_it(settings):
    rows = few(live())
    for model in (*reversed(CONTENT_MODELS), LoadedField):
        model.objects.all().delete()

    @given(st.lists(STEPS, max_size=12))
    @hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(steps):
        with tempfile.TemporaryDirectory() as folder, transaction.atomic():
            site = Site(Path(folder), rows)
            settings.CONTENT_DIR = site.folder
            site.load()
            for step in [*steps, ("load", None), ("dump", None), ("load", None)]:
                site.step(*step)
            transaction.set_rollback(True)

    check()
