"""Finds exhibitors that are likely the same, written twice: in one list, or in a list and the lab.

Names are compared in one form: English without case, punctuation, legal endings and word order;
Chinese folded to one script and without 有限公司 and the like. What is compared is never shown.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from labapp.domain.imports import ExhibitorLine
from labapp.domain.languages import Names
from labapp.exchange.folding import fold, has_han, is_han

CERTAIN: Final = 95
"""From here on the two are taken for one."""
LIKELY: Final = 85
"""From here on a person should look."""

_EXACT: Final[Mapping[str, float]] = {"code": 100.0, "brn": 100.0, "email": 92.0, "phone": 88.0}
_DOUBTFUL: Final = 86.0
"""The same code beside names that have nothing in common."""
_SAME_CORE: Final = 93.0
_MORE_WORDS: Final = 88.0
_OTHER_WORD: Final = 80.0
_OTHER_NUMBER: Final = 60.0
_OTHER_BRN: Final = 12.0
"""Taken off where both have a business registration number and they differ."""
_UNLIKE: Final = 50.0
_WORTH_COMPARING: Final = 75

_BRACKETED: Final = re.compile(
    r"[(\[][^()\[\]]*(?:sample|示例|香港|hong kong|hk)[^()\[\]]*[)\]]", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W_]+")
_LEGAL: Final = frozenset(
    {
        *("ltd", "limited", "co", "company", "inc", "incorporated", "corp", "corporation", "llc"),
        *("plc", "gmbh", "pte", "pty", "sdn", "bhd", "sa", "ag", "the", "and", "of"),
    }
)
_WEAK: Final = frozenset(
    {
        *("technology", "technologies", "tech", "science", "sciences", "group", "holdings"),
        *("holding", "international", "global", "hk", "hong", "kong", "hongkong", "china"),
        *("asia", "solutions", "systems", "services", "enterprise", "enterprises"),
    }
)
_LEGAL_ZH: Final = re.compile(
    "股份有限公司|有限责任公司|控股有限公司|集团有限公司|有限公司|公司|集团|控股|股份|示例"
)
_WEAK_ZH: Final = re.compile("科技|技术|国际|香港|中国|服务|系统|方案")


class Sameness(StrEnum):
    """Why two exhibitors are likely the same."""

    CODE = "code"
    BRN = "brn"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An exhibitor that a line may mean; ``key`` is whatever the caller knows it by."""

    key: int
    names: Names
    code: str | None = None
    brn: str | None = None
    phones: tuple[str, ...] = ()
    """E.164."""
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The candidate that is likeliest, how sure that is (0 to 100), and why."""

    key: int
    score: float
    reason: Sameness

    @property
    def certain(self) -> bool:
        """Whether the two can be taken for one without asking."""
        return self.score >= CERTAIN


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of one list that are likely the same exhibitor; ``first`` stands above."""

    first: int
    second: int
    score: float
    reason: Sameness


@dataclass(frozen=True, slots=True)
class _Form:
    """A name as it is compared: all its words, and those that tell it from others."""

    whole: str
    core: str
    numbers: tuple[str, ...]


def likely_same(a: Names, b: Names) -> float:
    """Return how likely two exhibitors are the same by their names, 0 to 100.

    Names are compared within a script. Where both scripts can be compared and disagree the worse
    one counts too; where no script is common there is nothing to compare, and it is 0.
    """
    return _names_alike(a, b) or 0.0


def find_duplicates(lines: Sequence[ExhibitorLine]) -> tuple[Pair, ...]:
    """Return the rows of one list that are likely the same exhibitor, each once, surest first."""
    seen = Candidates()
    pairs: list[Pair] = []
    for line in lines:
        if match := seen.best_match(line):
            pairs.append(Pair(match.key, line.row, match.score, match.reason))
        seen.add(_candidate(line))
    return tuple(sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second)))


def best_match(line: ExhibitorLine, candidates: Iterable[Candidate]) -> Match | None:
    """Return the candidate that a line likely means, or None.

    For many lines make ``Candidates`` once and ask it.
    """
    return Candidates(candidates).best_match(line)


class Candidates:
    """Exhibitors prepared for comparing, so that many lines can be compared with thousands."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._all: list[Candidate] = []
        self._exact: dict[tuple[Sameness, str], int] = {}
        self._latin = _Index()
        self._han = _Index()
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Add one."""
        at = len(self._all)
        self._all.append(candidate)
        for key in _keys(candidate):
            self._exact.setdefault(key, at)
        self._latin.add(_latin_forms(candidate.names), at)
        self._han.add(_han_forms(candidate.names), at)

    def best_match(self, line: ExhibitorLine) -> Match | None:
        """Return the one that a line likely means, or None when none is likely enough."""
        wanted = _candidate(line)
        matches = [
            Match(self._all[at].key, _exact_score(reason, wanted, self._all[at]), reason)
            for reason, value in _keys(wanted)
            if (at := self._exact.get((reason, value))) is not None
        ]
        if not any(match.certain for match in matches):
            alike = {*self._latin.alike(_latin_forms(wanted.names))}
            alike |= {*self._han.alike(_han_forms(wanted.names))}
            matches += [
                Match(self._all[at].key, _name_score(wanted, self._all[at]), Sameness.NAME)
                for at in sorted(alike)
            ]
        best = max(matches, key=lambda match: match.score, default=None)
        return best if best is not None and best.score >= LIKELY else None


class _Index:
    """Names in the form they are compared in, and whose they are."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._owners: list[int] = []

    def add(self, forms: Iterable[_Form], owner: int) -> None:
        for form in forms:
            self._texts.append(form.core)
            self._owners.append(owner)

    def alike(self, forms: Iterable[_Form]) -> Iterator[int]:
        """Yield the owners of the few names that are worth a closer comparison."""
        # It costs start-up time, and most runs of the program read no spreadsheet.
        from rapidfuzz import fuzz, process  # noqa: PLC0415 -- start-up time

        for form in forms:
            for _, _, at in process.extract(
                form.core, self._texts, scorer=fuzz.ratio, score_cutoff=_WORTH_COMPARING, limit=5
            ):
                yield self._owners[at]


def _candidate(line: ExhibitorLine) -> Candidate:
    return Candidate(
        key=line.row,
        names=line.names,
        code=line.code,
        brn=line.brn,
        phones=(line.phone,) if line.phone else (),
        emails=(line.email,) if line.email else (),
    )


def _keys(candidate: Candidate) -> Iterator[tuple[Sameness, str]]:
    """Yield what is the same, letter for letter, only in the same exhibitor."""
    if candidate.code:
        yield Sameness.CODE, candidate.code.casefold()
    if candidate.brn:
        yield Sameness.BRN, candidate.brn
    yield from ((Sameness.EMAIL, email.casefold()) for email in candidate.emails)
    yield from ((Sameness.PHONE, phone) for phone in candidate.phones)


def _exact_score(reason: Sameness, a: Candidate, b: Candidate) -> float:
    score = _EXACT[reason]
    if reason is Sameness.CODE:
        alike = _names_alike(a.names, b.names)
        return score if alike is None or alike >= _UNLIKE else _DOUBTFUL
    return _less_for_brn(score, a, b)


def _name_score(a: Candidate, b: Candidate) -> float:
    return _less_for_brn(likely_same(a.names, b.names), a, b)


def _less_for_brn(score: float, a: Candidate, b: Candidate) -> float:
    return score - _OTHER_BRN if a.brn and b.brn and a.brn != b.brn else score


def _names_alike(a: Names, b: Names) -> float | None:
    """Return how alike names are, or None when no script is common to them."""
    scripts = ((_latin_forms(a), _latin_forms(b)), (_han_forms(a), _han_forms(b)))
    known = [
        max(_forms_alike(one, other) for one in own for other in theirs)
        for own, theirs in scripts
        if own and theirs
    ]
    return 0.75 * max(known) + 0.25 * min(known) if known else None


def _forms_alike(a: _Form, b: _Form) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 -- start-up time

    if a.whole == b.whole:
        return 100.0
    if a.numbers != b.numbers:
        return min(_OTHER_NUMBER, fuzz.ratio(a.whole, b.whole))
    score = max(fuzz.ratio(a.whole, b.whole), min(_SAME_CORE, fuzz.ratio(a.core, b.core)))
    ours, theirs = set(a.core.split()), set(b.core.split())
    own, other = " ".join(sorted(ours - theirs)), " ".join(sorted(theirs - ours))
    worded = max(len(ours), len(theirs)) > 1
    if worded and own and other and fuzz.ratio(own, other) < _WORTH_COMPARING:
        return min(score, _OTHER_WORD)
    return min(score, _MORE_WORDS) if bool(own) != bool(other) else score


def _latin_forms(names: Names) -> tuple[_Form, ...]:
    """Return the forms of what is written in Latin letters."""
    texts = [_latin_part(names.en or "")]
    texts += [name for name in (names.zh_hant, names.zh_hans) if name and not has_han(name)]
    forms: list[_Form] = []
    for text in texts:
        words = [word for word in _WORD.findall(_tidy(text)) if word not in _LEGAL]
        telling = [word for word in words if word not in _WEAK] or words
        if words:
            numbers = tuple(re.findall(r"\d+", " ".join(words)))
            forms.append(_Form(" ".join(sorted(words)), " ".join(sorted(telling)), numbers))
    return tuple(dict.fromkeys(forms))


def _han_forms(names: Names) -> tuple[_Form, ...]:
    """Return the forms of what is written in Chinese, in one script."""
    texts = [name for name in (names.zh_hant, names.zh_hans) if name and has_han(name)]
    if names.en and has_han(names.en):
        texts.append("".join(filter(is_han, names.en)))
    forms: list[_Form] = []
    for text in texts:
        joined = "".join(_WORD.findall(fold(_tidy(text))))
        whole = _LEGAL_ZH.sub("", joined) or joined
        core = _WEAK_ZH.sub("", whole) or whole
        forms.append(_Form(whole, core, tuple(re.findall(r"\d+", whole))))
    return tuple(dict.fromkeys(forms))


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("&", " ")
    text = text.replace("'", "").replace(".", "")
    return _BRACKETED.sub(" ", text)


def _latin_part(text: str) -> str:
    return "".join(" " if is_han(letter) else letter for letter in text)
