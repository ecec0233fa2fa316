"""The wording of a refusal -> its cause: a known reply by its words, any other by what its words weigh.

causes.tsv says how much each word, pair of words, beginning of a word and code speaks for a cause, or against it. The
score of a cause is its bias (the row "*") and the sum of these weights, divided by the square root of the number of
such features in the line, so that no line wins by its length. tools/learn_causes.py learns the table in development.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise
from math import inf, sqrt
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import fuzz, process

from smtp_replies.advice import Advice, Adviser
from smtp_replies.phrases import Found, Words, folded, without_article
from smtp_replies.programs import ProgramError, Programs
from smtp_replies.smtp import REPLY_CODE, X_Y_Z, is_vendors_own

TABLE = Path(__file__).with_name("causes.tsv")
NO_CAUSE = "-"  # of lines that say nothing of a refusal
# Causes that rules speak of, wherever they stand.
NO_CONNECTION = "no-connection"  # of a program with its own server
ROUTING = "routing"  # between servers: the next one was not reached
DNS, TLS = "dns", "tls"
EXPIRED = "expired"  # tried until its time ran out
BUSY = "server-busy"
RECIPIENT_UNKNOWN, SYNTAX = "recipient-unknown", "syntax"
MAILBOX_DISABLED, MAILBOX_FULL = "mailbox-disabled", "mailbox-full"
TOO_LARGE, CONTENT = "too-large", "content-rejected"
CHECK_FAILED, BLOCKED = "authentication-failed", "reputation-blocked"
ACCOUNT_RESTRICTED, AUTH_REQUIRED, RATE_LIMITED = "account-restricted", "auth-required", "rate-limited"
BIAS = "*"  # the beginning of every word
_BEGINNING = 5  # letters: "recip*" is in recipient, recipients and recipiente
_MOST_TELLING = 3  # words or pairs of words that are named as the reason
_AGAINST_A_CODE = 0.8  # certainty with which words contradict a code that by its definition means another cause
_SAYS_SOMETHING = 3  # words: a report has headings too
_LONGEST = 2000  # characters that are read of a line
_SAME = 92  # rapidfuzz ratio, 0-100: the same wording though a word is misspelled or missing
_GENERIC = 3  # words: "User unknown" is everybody's
_SHORT = 20  # characters: "MI:STC" is no misspelled "MI:SPB"
# How far on a cause's side a line must lie beside a code (0 is the border); without any code, how much farther there
# than on the side of ordinary text; and the sum of both where the text may be any letter: nobody says it is a report.
_BESIDE_A_CODE, _NOT_ORDINARY, _SURE = -0.8, 0.65, 1.6

# What relaying servers, logs and delivery reports write around the reply of another server.
_BEFORE = re.compile(
    r"^(?:\W{0,20}(?:diagnostic-code: ?)?smtp; ?|.{0,400}?(?:\bhost \S{1,255} (?:said: ?|\[\S{1,45}\]: )"
    r"|\bremote (?:host said: ?|server returned '|server was:\s*)|\bgave this error:\s*|\bsmtp; ?(?=[2-5]\d\d)))",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(r"\(in reply to [^)]{0,40}\)?\W*$", re.IGNORECASE)
_CODES = re.compile(rf"^[^\w\n]{{0,20}}(?P<code>{REPLY_CODE})(?![\w.])-?|(?<![\w.])(?P<enhanced>{X_Y_Z})", re.MULTILINE)
_EVERY_CODE = re.compile(rf"(?<![\w.])(?:{REPLY_CODE}[- ][\'#]?)?{X_Y_Z}|(?<![\w.]){REPLY_CODE}-(?=\w)")
_URL = re.compile(r"(?:https?://|www\.)([^\s/<>\"')\];,?]+)[^\s<>\"')\]]*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[^\s<>\"'()\[\],:;@=]{1,64}@[^\s<>\"'()\[\],;:@]*|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])|(?-i:\bHOST\b)",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b(?:[\w-]{1,63}\.){1,9}[a-z][a-z0-9-]*", re.IGNORECASE)
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")  # RESOLVER.ADR.RecipNotFound
_APOSTROPHE = re.compile("['’]")
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e01-\u0e7f"  # Japanese, Chinese, Thai
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
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


class Proof(Enum):
    """What a cause rests on, the strongest first."""

    KNOWN_WORDS = "known words"  # of a reply, a program or a situation that somebody has read before
    WORDS = "words"  # that weigh so much that it is very likely
    CODE = "code"  # which by its definition means this, while the words say nothing


@dataclass(frozen=True)
class Match:
    """The cause of a line, None where neither wording nor codes decide; known is the reply of the same wording."""

    cause: str | None
    known: str | None = None
    certainty: float = 0.0  # of several lines the one with the highest is the reason
    words: tuple[str, ...] = ()  # of the line, the most telling first; none where a known reply or a code decided
    proof: Proof | None = None
    advice: str | None = None  # for the situation, where one is recognised
    error: str | None = None  # of a program, where the line is one

    @property
    def is_sure(self) -> bool:
        """Whether the words are enough by themselves: without a code, and in a text that may be any letter."""
        return self.certainty > _SURE


NO_MATCH = Match(None)


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
        words = chain.from_iterable(map(_parts, _WORD.findall(apart.lower())))
        return " ".join(_SAYS_NOTHING.sub(" ", " ".join(words)).split())

    @cached_property
    def _runs(self) -> dict[str, str]:
        """What a reader is shown for two letters of a script that writes no blanks: all that stand together there."""
        runs = filter(_IS_UNSPACED.match, _WORD.findall(self.bare))
        return {pair: run for run in runs for pair in _parts(run)}

    @property
    def wording(self) -> str:
        """Words that stay when a reply is given to somebody else: no host names, and nothing with a digit."""
        words = re.findall(r"\w+", _HOST.sub(" ", self.bare).lower())
        return " ".join(word for word in words if word.isalpha()) or self.words

    @property
    def features(self) -> dict[str, str]:
        """What may be weighed, and the words that it shows in: "recip*" in "recipients", a code in none.

        4.7.26 says the same as 5.7.26, and both are about security.
        """
        spelled = self.words.split()
        words = [without_article(folded(word)) for word in spelled]
        said = [self._runs.get(word, word) for word in spelled]
        beginnings = {
            f"{word[:_BEGINNING]}{BIAS}": text
            for word, text in zip(words, said, strict=True)
            if len(word) >= _BEGINNING
        }
        detail = self.enhanced[1:]
        parts = [self.code, detail and f"X{detail}", detail and f"X{detail.rpartition('.')[0]}"]
        codes = [f"CODE {part}" for part in [*parts, (self.code or self.enhanced)[:1]] if part]
        single = dict(zip(words, said, strict=True))
        together = (" ".join(dict.fromkeys(two)) for two in pairwise(said))
        pairs = dict(zip(map(" ".join, pairwise(words)), together, strict=True))
        return single | pairs | beginnings | dict.fromkeys(codes, "")

    def may_be(self, other: "_Line") -> bool:
        """Whether no code contradicts that this is the other reply."""
        return all(
            "" in pair or pair[0] == pair[1] for pair in [(self.code, other.code), (self.enhanced, other.enhanced)]
        )

    def likeness(self, other: "_Line") -> tuple[int, float]:
        """First the codes, then every character, for a number may be what tells them apart; not those of addresses."""
        codes = (self.code == other.code) + (self.enhanced == other.enhanced)
        return codes, fuzz.ratio(_ADDRESS.sub("@", self.text), _ADDRESS.sub("@", other.text))


def _parts(word: str) -> Iterable[str]:
    """A word; of a script that writes no blanks each two letters that stand together."""
    return map("".join, pairwise(word)) if _IS_UNSPACED.match(word) and word[1:] else (word,)


def features(text: str, code: str = "", enhanced: str = "") -> list[str]:
    """What the table may weigh of a reply."""
    return list(_Line.read(text, code, enhanced).features)


class Table:
    """How much features speak for causes: lines of a feature and, after tabs, each cause with its weight."""

    def __init__(self, text: str) -> None:
        """Keep the weights as they are written, each behind a tab: a look-up needs a few of many thousand."""
        lines = (line.partition("\t") for line in text.split("\n") if line and not line.startswith("#"))
        self._rows = {feature: tab + weights for feature, tab, weights in lines}

    @classmethod
    @cache
    def shipped(cls) -> "Table":
        """The table beside this module, read once."""
        return cls(TABLE.read_text("utf-8"))

    def weight(self, feature: str, cause: str) -> float:
        """How much a feature speaks for a cause."""
        _before, _cause, rest = self._rows.get(feature, "").partition(f"\t{cause} ")
        return float(rest.partition("\t")[0] or 0)

    def scores(self, found: Collection[str]) -> dict[str, float]:
        """How far on the side of each cause a line with these features lies."""
        sums: dict[str, float] = defaultdict(float)
        for feature in found:
            for pair in self._rows.get(feature, "").split("\t")[1:]:
                cause, _blank, weight = pair.partition(" ")
                sums[cause] += float(weight)
        biases = (pair.split(" ") for pair in self._rows[BIAS].split("\t")[1:])
        return {cause: float(bias) + sums[cause] / sqrt(len(found) or 1) for cause, bias in biases}

    def telling(self, found: Mapping[str, str], cause: str) -> tuple[str, ...]:
        """The words that speak most for a cause: "over quota" rather than "quota", and no word twice."""
        sums: dict[str, float] = defaultdict(float)
        for feature, text in found.items():
            sums[text] += self.weight(feature, cause)
        sums |= {text: sums[text] + sum(sums.get(word, 0) for word in text.split()) for text in sums if " " in text}
        told: list[str] = []
        for text in sorted(filter(None, sums), key=lambda text: -sums[text]):
            if sums[text] <= 0 or len(told) == _MOST_TELLING:
                break
            if not set(text.split()) & set(" ".join(told).split()):
                told.append(text)
        return tuple(told)


@lru_cache(maxsize=4096)
def _indexed(reply: Known) -> tuple[_Line, str]:
    """A known reply as it is compared; kept, since an edit of one reply leaves the others as they were."""
    line = _Line.read(reply.text, reply.code, reply.enhanced)
    return line, line.wording


class Matcher:
    """Knows replies by their wording and judges those it does not know."""

    def __init__(
        self,
        known: Iterable[Known] = (),
        decisive: Mapping[str, str] = MappingProxyType({}),
        table: Table | None = None,
        advice: Iterable[Advice] = (),
        errors: Iterable[ProgramError] = (),
    ) -> None:
        """Index the known replies; `decisive` says which codes, as 535 or X.2.2, by definition mean one cause."""
        self._decisive = decisive
        self._adviser = Adviser(advice)
        self._programs = Programs(errors)
        self._table = table or Table.shipped()
        self._known: dict[str, list[tuple[Known, _Line]]] = defaultdict(list)
        self._texts: dict[str, str] = {}
        for reply in known:
            self._texts[reply.slug] = reply.text
            line, wording = _indexed(reply)
            self._known[wording].append((reply, line))

    def match(
        self,
        line: str,
        code: str = "",
        enhanced: str = "",
        *,
        speakers: frozenset[Advice] = frozenset(),
        is_report: bool = False,
    ) -> Match:
        """Name the cause of one reply, the known reply that it repeats, and the advice for it.

        `speakers` is the advice of the providers that show themselves in the text around it; in a report a line need
        not prove by its words that it is about mail.
        """
        read = _Line.read(line, code, enhanced)
        if (read.code or read.enhanced)[:1] in {"2", "3"}:  # nothing was refused
            return NO_MATCH
        return self._advised(self._known_or_judged(read, is_report), read, speakers)

    def _known_or_judged(self, line: _Line, is_report: bool) -> Match:
        """A known reply has its cause; words that anybody says do not mean what one provider means by them."""
        judged = self._judged(line, is_report)
        same = self._same(line)
        is_anybodys = same and len(line.wording.split()) <= _GENERIC and judged.cause not in {None, same.cause}
        if not same or (is_anybodys and judged.proof is Proof.WORDS):
            return judged
        return Match(same.cause, same.slug, inf, proof=Proof.KNOWN_WORDS)

    def error(self, words: Words, *, is_of_mail: bool = False) -> Found[ProgramError] | None:
        """What a program shows in a text, which may be known to be about mail."""
        return self._programs.find(words, is_of_mail=is_of_mail)

    def speakers(self, around: Words) -> frozenset[Advice]:
        """The advice of the providers that show themselves in a text."""
        return self._adviser.speakers(around)

    def _advised(self, found: Match, line: _Line, elsewhere: frozenset[Advice]) -> Match:
        """Add the advice for the words, or for a code with whose meaning the words agree."""
        said = Words.of(_EVERY_CODE.sub(" ", line.text))
        speakers = elsewhere | self._adviser.speakers(said)
        row = self._adviser.by_words(said, speakers) or self._by_known(found, speakers)
        by_code = self._adviser.by_code(line.code, line.enhanced, said, speakers)
        if row and not (by_code in speakers and row.is_others(speakers) and row.cause == by_code.cause):
            return replace(found, cause=row.cause, advice=row.slug, proof=Proof.KNOWN_WORDS, certainty=inf)
        agrees = by_code and (found.cause in {None, by_code.cause} or found.proof is Proof.CODE)
        speaks = by_code in speakers or is_vendors_own(line.enhanced)
        if by_code and (agrees or (speaks and not found.known)):
            return replace(found, cause=by_code.cause, advice=by_code.slug, proof=found.proof or Proof.CODE)
        return found

    def _by_known(self, found: Match, speakers: frozenset[Advice]) -> Advice | None:
        """The advice for a known reply, which a line repeats with slips or in part."""
        text = self._texts.get(found.known or "", "")
        row = self._adviser.by_words(Words.of(_EVERY_CODE.sub(" ", text)), speakers) if text else None
        return row if row and row.cause == found.cause else None

    def _same(self, line: _Line) -> Known | None:
        """The known reply of this wording whose codes are not others; of several the most alike."""
        wording = line.wording
        if wording not in self._known and len(wording) >= _SHORT:
            nearest = process.extractOne(wording, self._known.keys(), scorer=fuzz.ratio, score_cutoff=_SAME)
            wording = nearest[0] if nearest else ""
        alike = [(reply, other) for reply, other in self._known.get(wording, []) if wording and line.may_be(other)]
        return max(alike, key=lambda known: line.likeness(known[1]))[0] if alike else None

    def _judged(self, line: _Line, is_report: bool) -> Match:
        """The cause that the words mean; where they say too little, the one that the codes mean."""
        decided = self._decisive.get(f"X{line.enhanced[1:]}") or self._decisive.get(line.code)
        by_code = Match(decided, proof=Proof.CODE if decided else None)
        if not line.words:
            return by_code
        found = line.features
        scores = self._table.scores(found)
        ordinary = scores.pop(NO_CAUSE)
        if line.code:  # somebody answered
            scores.pop(NO_CONNECTION, None)
        cause = max(scores, key=lambda cause: scores[cause])
        lead = scores[cause] - ordinary
        is_report = is_report and sum(map(str.isalpha, line.words.split())) >= _SAYS_SOMETHING
        has_code = is_report or bool(line.code or line.enhanced)
        if lead <= (0 if has_code else _NOT_ORDINARY) or (has_code and scores[cause] <= _BESIDE_A_CODE):
            return by_code
        words = self._table.telling(found, cause)
        if not words:  # the codes alone weighed so much
            return by_code
        if decided and decided != cause and scores[cause] + lead < _AGAINST_A_CODE:
            return by_code
        return Match(cause, certainty=scores[cause] + lead, words=words, proof=Proof.WORDS)


def cause_of(
    line: str,
    code: str = "",
    enhanced: str = "",
    known: Iterable[Known] = (),
    decisive: Mapping[str, str] = MappingProxyType({}),
) -> Match:
    """Name the cause of one reply; whoever asks about many makes one Matcher."""
    return Matcher(known, decisive).match(line, code, enhanced)
