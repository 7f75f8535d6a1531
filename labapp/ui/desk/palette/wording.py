"""An answer in words: first what the typed words would do, then what they may mean."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.languages import Language, Names
from labapp.domain.phrases import Part, Verb
from labapp.domain.times import Span
from labapp.services.search import Answer, Examples
from labapp.services.search_hits import Found, Hit
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.palette import commands
from labapp.ui.desk.palette.changes import CHANGING, change, completed
from labapp.ui.desk.palette.items import (
    Act,
    Command,
    Item,
    Newcomer,
    Paper,
    Row,
    Typed,
    Wished,
)
from labapp.ui.formats import day_text, span_text
from labapp.ui.texts import describe_alternative, explain_refusal
from labapp.words import Words

_PICTURES: Final = {
    Found.EXHIBITOR: "building-2",
    Found.DEMO: "presentation",
    Found.PLACE: "door-open",
    Found.DAY: "calendar-days",
}
_BOOKED: Final = {
    Kind.STAY: "calendar-range",
    Kind.VISIT: "users",
    Kind.CLOSURE: "wrench",
    Kind.RESERVATION: "package",
}
_GROUPS: Final = {
    Found.BOOKING: "term.bookings",
    Found.EXHIBITOR: "term.exhibitors",
    Found.DEMO: "term.demos",
    Found.PLACE: "term.places",
    Found.DAY: "palette.group.days",
}
_EXAMPLES: Final = 4
_ORDER: Final = {found: 2 * order for order, found in enumerate(Found)}
_COMMANDS: Final = _ORDER[Found.DAY] - 1
"""Just before days: "Today" is first of all a page."""
_BETWEEN: Final = " · "


def rows_of(answer: Answer, text: str, shown: date, today: date, say: Words) -> list[Row]:
    """Return the lines of an answer.

    Args:
        answer: What was understood and found.
        text: The words that were typed.
        shown: The day that the window is about: what is printed when no day is said.
        today: The lab's date; a day of another year is told with its year.
        say: The words of the window's language.
    """
    lines = _Lines(say, today)
    verb, paper = answer.phrase.verb, None
    if verb in {Verb.BOOK, Verb.CLOSE}:
        lines.rows += [_wish(answer, text, say), *_newcomer(answer, text, say)]
        lines.add(say("palette.group.instead"), _instead(answer, text, say))
    elif verb in CHANGING:
        lines.rows.append(change(answer, text, shown, say))
    elif verb is Verb.PRINT:
        paper = answer.phrase.day or _day_begun(text, today) or shown
        sheet = say("palette.print", day=lines.day(paper))
        lines.rows.append(Row(Paper(paper), "printer", sheet, tone="info"))
    groups = _grouped(answer, text, lines)
    if verb not in {Verb.BOOK, Verb.CLOSE, *CHANGING} and not (
        verb is Verb.PRINT and answer.phrase.day
    ):
        queries = (answer.phrase.who, answer.phrase.words, text)
        found = commands.found(dict.fromkeys(query for query in queries if query.strip()))
        found = [hit for hit in found if paper is None or not _prints(hit[1], paper, today)]
        if found:
            rows = [lines.of_command(command) for _, command in found]
            title = say("palette.group.commands")
            groups.append((found[0][0], _COMMANDS, title, rows))
    for _, _, title, rows in sorted(groups, key=lambda group: group[:2]):
        lines.add(title, rows)
    if not lines.rows:
        nothing = say("palette.nothing", text=text.strip())
        lines.rows.append(Row(None, "search", nothing, below=say("palette.nothing.hint")))
        lines.rows += _newcomer(answer, text, say)
    return lines.rows


def blank_rows(
    recent: Sequence[Item], examples: Examples | None, today: date, say: Words
) -> list[Row]:
    """Return what an empty box offers: what was chosen lately, and what may be typed."""
    lines = _Lines(say, today)
    lines.add(say("palette.group.recent"), [lines.of_item(item) for item in recent])
    facts = _example_facts(examples, say)
    numbers = range(1, _EXAMPLES + 1) if facts else (_EXAMPLES,)
    shown = [say(f"palette.example.{number}", **facts) for number in numbers]
    lines.add(say("palette.group.examples"), [Row(Typed(text), "sparkles", text) for text in shown])
    return lines.rows


def _example_facts(examples: Examples | None, say: Words) -> dict[str, object]:
    if examples is None or examples.place is None or examples.exhibitor is None:
        return {}
    who = examples.exhibitor.names.best(say.language)
    return {"place": examples.place.code, "who": who}


_Group = tuple[int, int, str, list[Row]]


class _Lines:
    """Makes lines in a language, and heads the groups of them."""

    def __init__(self, say: Words, today: date) -> None:
        self.say = say
        self.rows: list[Row] = []
        self._today = today

    def add(self, title: str, rows: Iterable[Row]) -> None:
        """Add a group under a heading."""
        for number, row in enumerate(rows):
            self.rows.append(replace(row, group=title if number == 0 else ""))

    def of_item(self, item: Item) -> Row:
        """Return the line of something that was chosen before."""
        match item:
            case Hit():
                return self.of_hit(item, with_state=False)
            case Command():
                return self.of_command(item)
            case Paper(day=day):
                return Row(item, "printer", self.say("palette.print", day=self.day(day)))
            case _:
                return Row(item, "history", item.text)

    def of_command(self, command: Command) -> Row:
        """Return the line of a page or a command."""
        return Row(command, command.picture, commands.name_of(command, self.say))

    def of_hit(self, hit: Hit, *, with_state: bool = True) -> Row:
        """Return the line of something found."""
        say, name = self.say, hit.names.best(self.say.language)
        detail = hit.detail.best(say.language)
        if hit.booking is not None:
            text = f"{hit.code}  {name}" if name else hit.code
            told = self._booked(hit.booking, with_state=with_state)
            return Row(hit, _BOOKED[hit.booking.kind], text, told)
        if hit.found is Found.DAY and hit.day is not None:
            text = say("palette.day", day=self.day(hit.day))
            return Row(hit, _PICTURES[hit.found], text)
        if hit.found is Found.PLACE:
            day = self.day(hit.day) if hit.day else ""
            return Row(hit, _PICTURES[hit.found], f"{hit.code}  {name}", _joined(detail, day))
        person = hit.person.shown(say.language) if hit.person else ""
        phone = hit.person.phone or "" if hit.person else ""
        told = _joined(hit.code, person, phone, detail)
        return Row(hit, _PICTURES[hit.found], name or hit.code, told)

    def _booked(self, booking: Booking, *, with_state: bool) -> str:
        """Return where and when, and the state where it is not the usual one."""
        state = self.say(f"state.{booking.state}") if with_state else ""
        if booking.state is State.CONFIRMED and booking.kind is not Kind.STAY:
            state = self.say(f"kind.{booking.kind}")
        when = span_text(booking.span, self.say)
        if booking.span.start.year != self._today.year:
            when = f"{when} {booking.span.start.year}"
        return _joined(booking.place or "", when, state)

    def day(self, day: date) -> str:
        """Return a day, with its year if that is another."""
        return day_text(day, self.say, year=day.year != self._today.year)


def _day_begun(text: str, today: date) -> date | None:
    """Return the day of the only command to print a sheet that begins as the text does."""
    found = [command for _, command in commands.found([text]) if command.act is Act.PAPER]
    return today + timedelta(days=int(found[0].value)) if len(found) == 1 else None


def _prints(command: Command, paper: date, today: date) -> bool:
    """Whether a command prints just this day's sheet."""
    ahead = (paper - today).days
    return command.act is Act.PAPER and command.value == str(ahead)


def _joined(*parts: str) -> str:
    return _BETWEEN.join(part for part in parts if part)


def _grouped(answer: Answer, text: str, lines: _Lines) -> list[_Group]:
    groups: list[_Group] = []
    for found, order in _ORDER.items():
        hits = [hit for hit in answer.hits if hit.found is found]
        if hits:
            title = _title(answer, found, lines)
            rows = [lines.of_hit(hit) for hit in hits]
            if answer.phrase.verb in {Verb.MOVE, Verb.CANCEL}:
                rows = [
                    completed(row, hit.code, answer, text)
                    for row, hit in zip(rows, hits, strict=True)
                ]
            if found is Found.EXHIBITOR and answer.phrase.verb is Verb.BOOK:
                rows = [
                    _completed(row, hit, answer, text, lines.say)
                    for row, hit in zip(rows, hits, strict=True)
                ]
            groups.append((min(hit.near for hit in hits), order, title, rows))
        elif found is Found.BOOKING and _asks_for_day(answer):
            told = lines.say("palette.nothing_booked", what=_narrowed(answer, lines))
            groups.append((0, order, "", [Row(None, "calendar-range", told)]))
    return groups


def _asks_for_day(answer: Answer) -> bool:
    """Whether it is asked what is in a place on a day."""
    looking = answer.phrase.verb in {Verb.FIND, Verb.GO}
    return looking and answer.place is not None and answer.phrase.day is not None


def _title(answer: Answer, found: Found, lines: _Lines) -> str:
    if found is Found.BOOKING and answer.phrase.day and answer.phrase.verb not in CHANGING:
        return _narrowed(answer, lines)
    if found is Found.EXHIBITOR and answer.phrase.verb is Verb.BOOK:
        return lines.say("palette.group.whom")
    return lines.say(_GROUPS[found])


def _narrowed(answer: Answer, lines: _Lines) -> str:
    """Return which place, day and name the bookings shown are of."""
    place = answer.place.code if answer.place else ""
    who = "" if answer.phrase.verb in {Verb.BOOK, Verb.CLOSE} else answer.phrase.who
    day = lines.day(answer.phrase.day) if answer.phrase.day else ""
    return _joined(place, who, day)


# What is wished


def _wish(answer: Answer, text: str, say: Words) -> Row:
    """Return what the words would do, whether it fits, and what is still missing."""
    blocked = bool(answer.blockers)
    item: Wished | None = None
    if answer.place is not None and answer.span is not None:
        item = Wished(
            _draft(answer, answer.place.id, answer.place.code, answer.span, say.language), text
        )
    picture, tone = "calendar-range", "info"
    if blocked:
        picture, tone = "circle-alert", "danger"
    elif item is not None and not answer.missing:
        picture, tone = "circle-check", "success"
    sentence, below = _sentence(answer, say), _verdict(answer, say)
    return Row(item, picture, sentence, below=below, tone=tone)


def _instead(answer: Answer, text: str, say: Words) -> list[Row]:
    """Return what could be had instead, each to fill in and confirm."""
    rows: list[Row] = []
    for other in answer.alternatives:
        place = _draft(answer, other.place_id, other.place, other.span, say.language)
        told = describe_alternative(other, say.language)
        rows.append(Row(Wished(place, text), "calendar-range", told))
    return rows


def _newcomer(answer: Answer, text: str, say: Words) -> list[Row]:
    """Offer to add a company that is named and not known."""
    name = answer.phrase.who
    known = answer.exhibitor or any(hit.found is Found.EXHIBITOR for hit in answer.hits)
    looking = answer.phrase.verb in {Verb.BOOK, Verb.FIND}
    if known or not looking or not any(letter.isalpha() for letter in name):
        return []
    told = say("palette.newcomer", who=name)
    return [Row(Newcomer(name, text.strip()), "building-2", told)]


def _sentence(answer: Answer, say: Words) -> str:
    verb, phrase, span = answer.phrase.verb, answer.phrase, answer.span
    place = answer.place.code if answer.place else ""
    who = answer.exhibitor.names.best(say.language) if answer.exhibitor else ""
    if verb is Verb.CLOSE:
        who = phrase.who
    if place and span and who:
        return say(f"palette.{verb}", place=place, who=who, reason=who, when=span_text(span, say))
    if span is not None:
        when = span_text(span, say)
    else:
        when = _joined(day_text(phrase.day, say) if phrase.day else "", _clock(answer, say))
    known = _joined(place, who, when)
    return say(f"palette.{verb}.part", known=known) if known else say(f"palette.{verb}.bare")


def _clock(answer: Answer, say: Words) -> str:
    phrase = answer.phrase
    if phrase.all_day:
        return say("palette.all_day")
    if phrase.start is None or phrase.end is None:
        return ""
    return f"{_time(phrase.start)}–{_time(phrase.end)}"


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour if hour <= 24 else hour - 24:02}:{minute:02}"  # noqa: PLR2004 -- the clock


def _verdict(answer: Answer, say: Words) -> str:
    """Return whether it fits, as far as that can be said, and what is still to be said."""
    told: list[str] = []
    if answer.blockers:
        told += dict.fromkeys(explain_refusal(each, say.language) for each in answer.blockers)
    elif answer.blockers is not None and answer.missing:
        told.append(say("palette.free.anybody"))
    elif answer.blockers is not None:
        told.append(say(f"palette.free.{answer.phrase.verb}"))
    told += [_question(part, answer, say) for part in answer.missing]
    return say("palette.gap").join(told)


def _question(part: Part, answer: Answer, say: Words) -> str:
    who = answer.phrase.who
    if part is Part.WHO and who:
        several = any(hit.found is Found.EXHIBITOR for hit in answer.hits)
        return say("palette.ask.who.many" if several else "palette.ask.who.none", who=who)
    return say(f"palette.ask.{part}")


def _draft(answer: Answer, place_id: int, code: str, span: Span, language: str) -> Place:
    """Return the draft to fill in and confirm; everything that was not said is left empty."""
    whom, demo = answer.exhibitor, answer.demo
    kind = Kind.CLOSURE if answer.phrase.verb is Verb.CLOSE else Kind.STAY
    stays = kind is Kind.STAY
    like = Booking(
        id=0,
        key="",
        number="",
        kind=kind,
        state=State.CONFIRMED,
        span=span,
        place_id=place_id,
        place=code,
        exhibitor_id=whom.id if whom and stays else None,
        demo_id=demo.id if demo and stays else None,
        title=Names() if stays else _named(answer.phrase.who, language),
        staff=1 if stays else 0,
        power_w=demo.power_w if demo and stays else 0,
    )
    return Place(kind, place_id, span, like)


def _named(text: str, language: str) -> Names:
    """Return a text of the person's own, in the language that the window speaks."""
    return Names(
        en=text if language == Language.EN else None,
        zh_hant=text if language == Language.ZH_HK else None,
        zh_hans=text if language == Language.ZH_CN else None,
    )


def _completed(row: Row, hit: Hit, answer: Answer, text: str, say: Words) -> Row:
    """Return the line of an exhibitor that completes a wish instead of being shown."""
    who = answer.phrase.who
    words = text.replace(who, hit.code) if who in text else text
    item: Item = Typed(words)
    if answer.place is not None and answer.span is not None:
        demos = answer.index.demos_of(hit.id)
        demo = demos[0] if len(demos) == 1 else None
        whole = replace(answer, exhibitor=answer.index.by_id[hit.id], demo=demo)
        item = Wished(
            _draft(whole, answer.place.id, answer.place.code, answer.span, say.language), words
        )
    return replace(row, item=item)
