"""Tell how complete and how current the translations are."""

from math import floor
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes import content
from codes.content import Progress, Translation, progress, renew, translations
from codes.finding import met
from codes.freshness import State
from codes.rows import OTHERS


class Command(BaseCommand):
    help = "List outdated and missing translations, the most often met first; or say that a change was a typo."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, help="content files to look at instead of the database")
        parser.add_argument("--lang", metavar="LANGUAGE", help="one language instead of all")
        parser.add_argument(
            "--fail-under", type=float, metavar="N", help="fail if fewer than N %% of a language are there and current"
        )
        parser.add_argument(
            "--typo",
            nargs=2,
            metavar=("KEY", "FIELD"),
            help="the last change of this source text was a typo: what was current before is so again",
        )

    def handle(self, *, directory, lang, fail_under, typo, **options):
        if lang and lang not in OTHERS:
            raise CommandError(f"--lang: no language that is translated into: {lang}; there is {', '.join(OTHERS)}")
        if fail_under is not None and not 0 <= fail_under <= 100:
            raise CommandError(f"--fail-under: not a percentage: {fail_under:g}")
        languages = [lang] if lang else OTHERS
        try:
            if typo:
                key, field = typo
                self.renew(key, field, languages)
            else:
                self.report(directory, languages, fail_under)
        except content.ContentError as error:
            raise CommandError(str(error)) from error

    def renew(self, key, field, languages):
        renewed, left = renew(key, field, languages)
        if renewed:
            self.stdout.write(f"current again: {', '.join(renewed)}; dump_content writes it into the files")
        if left:
            self.stdout.write(f"still outdated, made from an older text: {', '.join(left)}")
        if not renewed and not left:
            self.stdout.write("nothing to renew: no translation is outdated")

    def report(self, directory, languages, fail_under):
        rows = content.read(directory) if directory else content.live()
        times = met(directory or settings.CONTENT_DIR)
        found = {language: translations(rows, times, language) for language in languages}
        for language, texts in found.items():
            self.stdout.write(f"{language}: {_counts(progress(texts))}")
            for kind in dict.fromkeys(each.kind.name for each in texts):
                self.tell(kind, [each for each in texts if each.kind.name == kind])
        if fail_under is not None:
            under = [language for language in languages if progress(found[language]).percentage < fail_under]
            said = [f"{language} {_percentage(progress(found[language]))}" for language in under]
            if said:
                raise CommandError(f"translated and current, but less than {fail_under:g} %: {', '.join(said)}")

    def tell(self, kind: str, texts: list[Translation]) -> None:
        self.stdout.write(f"  {kind}: {_counts(progress(texts))}")
        for each in texts:
            if each.is_open:
                grade = f", {each.source.grade.value}" if each.source and each.state.is_outdated else ""
                why = f": {each.source.why}" if each.source and each.source.why else ""
                self.stdout.write(f"    {each.key} {each.field}: {_WORDS[each.state]}{grade}{why}")


_WORDS = {State.OUTDATED: "outdated", State.WRONG: "outdated", State.MISSING: "missing"}


def _counts(found: Progress) -> str:
    parts = f"{found.complete} of {found.texts} complete, {found.outdated} outdated, {found.missing} missing"
    return f"{parts}, {_percentage(found)} current"


def _percentage(found: Progress) -> str:
    """Never 100 % as long as one is left."""
    return f"{floor(10 * found.percentage) / 10:g} %"
