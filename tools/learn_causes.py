"""Learn smtp_replies/causes.tsv, the table of what words weigh for which cause: tools/learn_causes.py [--check].

It is learned from content/replies.toml and from wordings.tsv beside this file: replies written from general knowledge
of mail systems, without a look at the known ones, so that these can judge how well the table does. Only learning needs
scikit-learn.

For each cause a linear support vector machine separates its replies from all others. Before that, features are scaled:
up the rarer they are (as in tf-idf), and up the more their share among the replies of the cause differs from their
share elsewhere (as in naive Bayes). Of all weights those are kept that move most scores farthest.
"""

import hashlib
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from smtp_replies.causes import BIAS, TABLE, features  # noqa: E402

REPLIES = ROOT / "content/replies.toml"
WORDINGS = Path(__file__).with_name("wordings.tsv")  # cause, tab, reply
Example = tuple[str, tuple[str, ...]]  # cause, features

_KEPT = 46_000  # weights
_REGULARISATION = 0.1  # C of LinearSVC
_HALF = 0.5  # codes and pairs of words weigh half: there are many, and they repeat what words say
_SETTINGS = f"{_KEPT} {_REGULARISATION} {_HALF}"
_HEAD = """\
# What words weigh for or against the cause of an SMTP reply. Made by tools/learn_causes.py; do not edit.
# Feature (word, two words, beginning*, CODE), then each cause and its weight; "*" is the bias; "-" is ordinary text.
# Learned from examples with SHA-256 {digest}
"""


def examples(replies: Path = REPLIES, wordings: Path = WORDINGS) -> Iterator[Example]:
    """What the table is learned from."""
    for reply in tomllib.loads(replies.read_text("utf-8")).values():
        yield reply["cause"], tuple(features(reply["reply"], reply["code"], reply["enhanced"]))
    yield from worded(wordings)


def worded(wordings: Path = WORDINGS) -> Iterator[Example]:
    """The examples that are no known replies."""
    for row in wordings.read_text("utf-8").splitlines():
        cause, reply = row.split("\t")
        yield cause, tuple(features(reply))


def digest(learned: Collection[Example]) -> str:
    """The SHA-256 of causes and features, in any order, and of the settings."""
    lines = sorted("\t".join([cause, *found]) for cause, found in learned)
    return hashlib.sha256("\n".join([_SETTINGS, *lines]).encode()).hexdigest()


def learn(learned: Collection[Example]) -> str:
    """Return the table as text."""
    ordered = sorted(learned)  # the solver's result depends on the order
    names = sorted({feature for _cause, found in ordered for feature in found})
    causes = sorted({cause for cause, _found in ordered})
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    for name, cause, weight in _weighed(ordered, names, causes):
        rows[name][cause] = round(weight, 2)
    return _HEAD.format(digest=digest(ordered)) + "".join(_line(name, rows[name]) for name in sorted(rows))


def _line(name: str, row: Mapping[str, float]) -> str:
    falling = sorted(row.items(), key=lambda pair: (-pair[1], pair[0]))
    return "\t".join([name, *(f"{cause} {weight:.2f}" for cause, weight in falling)]) + "\n"


def _weighed(
    ordered: Sequence[Example], names: Sequence[str], causes: Sequence[str]
) -> Iterator[tuple[str, str, float]]:
    """The biases, then the weights that move scores farthest: large ones, and those of features that many have."""
    import numpy as np  # noqa: PLC0415 -- --check does without
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    number = {name: index for index, name in enumerate(names)}
    columns = [number[feature] for _cause, found in ordered for feature in found]
    ends = np.cumsum([0, *(len(found) for _cause, found in ordered)])
    has = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ordered), len(names)))
    even = has.multiply(1 / np.sqrt(np.maximum(1, np.diff(ends)))[:, None]).tocsr()  # as Table.scores divides
    times = np.asarray(has.sum(axis=0)).ravel()
    rarity = np.log((1 + len(ordered)) / (1 + times)) + 1
    rarity *= [_HALF if " " in name else 1 for name in names]
    weights = np.zeros((len(causes), len(names)))
    for row, cause in enumerate(causes):
        own = np.array([cause == other for other, _found in ordered])
        inside = np.asarray(has[own].sum(axis=0)).ravel() + 1  # one more, since what was never seen there may come
        outside = times - inside + 2
        contrast = np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum()))
        scale = rarity * (1 + contrast) / 2
        model = LinearSVC(C=_REGULARISATION, random_state=0).fit(even.multiply(scale).tocsr(), own)
        weights[row] = model.coef_[0] * scale
        yield BIAS, cause, float(model.intercept_[0])
    moved = np.abs(weights) * np.sqrt(times)
    for place in np.argsort(-moved, axis=None, kind="stable")[:_KEPT]:
        row, column = divmod(int(place), len(names))
        if abs(weight := float(weights[row, column])) >= 0.005:  # less would be written as 0.00
            yield names[column], causes[row], weight


def is_current() -> bool:
    """Whether the table was learned from what is there now."""
    written = re.search(r"SHA-256 (\w+)", TABLE.read_text("utf-8")) if TABLE.exists() else None
    return written is not None and written[1] == digest(list(examples()))


def main(arguments: list[str]) -> str | None:
    """Write the table, or say that it is too old."""
    if arguments == ["--check"]:
        return None if is_current() else f"{TABLE.name} is older than what it is learned from: run make causes"
    if arguments:
        return __doc__
    TABLE.write_text(learn(list(examples())), "utf-8", newline="\n")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
