"""The wording of a refusal -> its cause: a known reply by its words, any other by likeness to many.

What likeness is, a linear model learns from the known replies and from wordings.tsv: replies written from general
knowledge of mail systems, without a look at the known ones, so that these can judge how well the model does.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

WORDINGS = Path(__file__).parent.parent / "tools/wordings.tsv"  # cause, tab, reply
_NONE = "-"  # the cause of lines that say nothing of a refusal
_LONGEST = 2000  # characters that are read of a line
_SAME = 92  # rapidfuzz ratio, 0-100: the same wording though a word is misspelled or missing
_SHORT = 20  # characters: "MI:STC" is no misspelled "MI:SPB"
# How far on a cause's side a line must lie (0 is the border): a reply, and words without any code; and how much farther
# such words must lie on it than on the side of ordinary text.
_BESIDE_A_CODE, _WITHOUT_A_CODE, _NOT_ORDINARY = -0.5, -0.25, 0.3

# What relaying servers, logs and delivery reports write around the reply of another server.
_BEFORE = re.compile(
    r"^(?:\W{0,20}(?:diagnostic-code: ?)?smtp; ?|.{0,400}?(?:\bhost \S{1,255} (?:said: ?|\[\S{1,45}\]: )"
    r"|\bremote (?:host said: ?|server returned '|server was:\s*)|\bgave this error:\s*|\bsmtp; ?(?=[2-5]\d\d)))",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(r"\(in reply to [^)]{0,40}\)?\W*$", re.IGNORECASE)
_CODES = re.compile(
    r"^[^\w\n]{0,20}(?P<code>[2-5]\d\d)(?![\w.])-?|(?<![\w.])(?P<enhanced>[245](?:\.\d{1,3}){2})(?!\.?\w)", re.MULTILINE
)
_URL = re.compile(r"(?:https?://|www\.)([^\s/<>\"')\];,?]+)[^\s<>\"')\]]*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[^\s<>\"'()\[\],:;@=]{1,64}@[^\s<>\"'()\[\],;:@]*|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])|(?-i:\bHOST\b)",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b(?:[\w-]{1,63}\.){1,9}[a-z][a-z0-9-]*", re.IGNORECASE)
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")  # RESOLVER.ADR.RecipNotFound
_APOSTROPHE = re.compile("['’]")
_WORD = re.compile(r"[^\W_]+")
# Politeness and the sentences of RFC 5321 section 4.2 that fit any cause.
_SAYS_NOTHING = re.compile(
    r"\b(?:to (?:best )?protect our users from spam|to reduce the amount of spam sent to gmail|for explanation visit"
    r"|(?:for|to get) (?:more|detailed) information|please (?:visit|contact|see)|learn more at|sorry|transaction failed"
    r"|requested (?:mail )?action (?:not taken|aborted)|if you (?:feel|believe) (?:\w+ ){0,6}error)\b"
)


@dataclass(frozen=True)
class Known:
    """A reply whose cause is known."""

    slug: str
    text: str
    code: str
    enhanced: str
    cause: str


@dataclass(frozen=True)
class Match:
    """The cause of a line, None where neither wording nor codes decide; known is the reply of the same wording."""

    cause: str | None
    known: str | None = None
    certainty: float = 0.0  # of several lines the one with the highest is the reason


@dataclass(frozen=True)
class _Line:
    """A reply without what was written around it, and its codes."""

    text: str
    code: str
    enhanced: str

    @classmethod
    def read(cls, text: str, code: str = "", enhanced: str = "") -> "_Line":
        """Find the codes in the text where they are not given."""
        text = _AFTER.sub("", _BEFORE.sub("", text[:_LONGEST]))
        for found in _CODES.finditer(text):
            code, enhanced = code or found["code"] or "", enhanced or found["enhanced"] or ""
        return cls(text, code, enhanced)

    @property
    def bare(self) -> str:
        """The text without codes and addresses; of a URL the host is left, which may be that of a block list."""
        return _ADDRESS.sub(" ", _URL.sub(r" \1 ", _CODES.sub(" ", self.text)))

    @property
    def words(self) -> str:
        """Lower-case words without punctuation."""
        apart = _JOINED.sub(" ", _APOSTROPHE.sub("", self.bare))
        return " ".join(_SAYS_NOTHING.sub(" ", " ".join(_WORD.findall(apart.lower()))).split())

    @property
    def wording(self) -> str:
        """Words that stay when a reply is given to somebody else: no host names, and nothing with a digit."""
        words = re.findall(r"\w+", _HOST.sub(" ", self.bare).lower())
        return " ".join(word for word in words if word.isalpha()) or self.words

    @property
    def learnable(self) -> str:
        """What the model sees: words and codes; 4.7.26 says the same as 5.7.26, and both are about security."""
        detail = self.enhanced[1:]
        codes = (code for code in (self.code, detail, detail.rpartition(".")[0]) if code)
        return " ".join([self.words, *(f"code{code.replace('.', '_')}" for code in codes)])

    def may_be(self, other: "_Line") -> bool:
        """Whether no code contradicts that this is the other reply."""
        return all(
            "" in pair or pair[0] == pair[1] for pair in [(self.code, other.code), (self.enhanced, other.enhanced)]
        )

    def likeness(self, other: "_Line") -> tuple[int, float]:
        """First the codes, then every character, for a number may be what tells them apart; not those of addresses."""
        codes = (self.code == other.code) + (self.enhanced == other.enhanced)
        return codes, fuzz.ratio(_ADDRESS.sub("@", self.text), _ADDRESS.sub("@", other.text))


@lru_cache(maxsize=2)  # one is in use; an edit of anything but the known replies finds it again
def _fitted(known: tuple[tuple[str, str], ...]) -> Any:
    """The model that has seen these (learnable, cause) and the wordings: words, pairs of them, and parts of words."""
    # Imported late: this takes longer than everything else that a command of manage.py loads.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    rows = (row.split("\t") for row in WORDINGS.read_text("utf-8").splitlines())
    examples = [*known, *((_Line.read(reply).learnable, cause) for cause, reply in rows)]
    words = TfidfVectorizer(ngram_range=(1, 2), tokenizer=str.split, token_pattern=None, sublinear_tf=True)
    parts = TfidfVectorizer(ngram_range=(3, 5), analyzer="char_wb", sublinear_tf=True)
    model = make_pipeline(make_union(words, parts), LinearSVC(random_state=0))
    return model.fit([text for text, _cause in examples], [cause for _text, cause in examples])


class Matcher:
    """Knows replies by their wording and judges those it does not know."""

    def __init__(self, known: Iterable[Known], decisive: Mapping[str, str]) -> None:
        """Learn the known replies; `decisive` says which codes, as 535 or X.2.2, by definition mean one cause."""
        lines = [(reply, _Line.read(reply.text, reply.code, reply.enhanced)) for reply in known]
        self._decisive = decisive
        self._known: dict[str, list[tuple[Known, _Line]]] = defaultdict(list)
        for reply, line in lines:
            self._known[line.wording].append((reply, line))
        self._model = _fitted(tuple((line.learnable, reply.cause) for reply, line in lines))

    def match(self, line: str, code: str = "", enhanced: str = "") -> Match:
        """Name the cause of one reply, and the known reply that it repeats."""
        read = _Line.read(line, code, enhanced)
        if (read.code or read.enhanced)[:1] in {"2", "3"}:  # nothing was refused
            return Match(None)
        if same := self._same(read):
            return Match(same.cause, same.slug, inf)
        return self._judged(read)

    def _same(self, line: _Line) -> Known | None:
        """The known reply of this wording whose codes are not others; of several the most alike."""
        wording = line.wording
        if wording not in self._known and len(wording) >= _SHORT:
            nearest = process.extractOne(wording, self._known.keys(), scorer=fuzz.ratio, score_cutoff=_SAME)
            wording = nearest[0] if nearest else ""
        alike = [(reply, other) for reply, other in self._known.get(wording, []) if wording and line.may_be(other)]
        return max(alike, key=lambda known: line.likeness(known[1]))[0] if alike else None

    def _judged(self, line: _Line) -> Match:
        """The cause that the words mean; where they say too little, the one that the codes mean."""
        decided = self._decisive.get(f"X{line.enhanced[1:]}") or self._decisive.get(line.code)
        if not line.words:
            return Match(decided)
        [values] = self._model.decision_function([line.learnable])
        scores = {str(cause): float(value) for cause, value in zip(self._model.classes_, values, strict=True)}
        ordinary = scores.pop(_NONE)
        cause = max(scores, key=lambda cause: scores[cause])
        if line.code or line.enhanced:
            is_sure = scores[cause] > max(_BESIDE_A_CODE, ordinary)
        else:
            is_sure = scores[cause] > max(_WITHOUT_A_CODE, ordinary + _NOT_ORDINARY)
        return Match(cause, certainty=scores[cause]) if is_sure else Match(decided)
