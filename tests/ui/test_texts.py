import ast
import importlib
import json
import pkgutil
import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import labapp
from labapp.assets import resource
from labapp.domain import errors
from labapp.domain.bookings import Act, Kind, State
from labapp.domain.errors import Alternative, DatabaseFault, FileFault, LabError, Refusal, Refused
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import TableUnreadable, UnreadableKind
from labapp.domain.languages import Language, Names
from labapp.domain.policy import setting_names
from labapp.domain.resources import Holder, ResourceKind, ResourceRef
from labapp.domain.spaces import PlaceKind
from labapp.domain.staff import Role
from labapp.domain.times import Span
from labapp.services.exhibitors import STATUSES
from labapp.ui import texts
from labapp.ui.texts import amount, describe_alternative, explain, explain_refusal
from labapp.words import LANGUAGES, catalog, words

CHINESE = ("zh_HK", "zh_CN")
OWN_FILES = ("refusals", "terms", "cli")
NAMES_IN_CHINESE = {
    "labapp",
    "restore",
    "import",
    "PostgreSQL",
    "SQLite",
    "postgresql",
    "JSON",
    "PDF",
}
UNITS = {"PFLOPS", "W"}
TYPED = re.compile(
    r"--[a-z-]+|[\w.-]+=[\w.]*|[\d-]+T[\d:]+|\b[A-Z]{1,2}\d+|%\(\w+\)[sr]|%[sr]|\.[a-z]+"
    r"|\b(?:exhibitors|bookings|places|demos|resources|day|confirmed|pg_dump|pg_restore)"
    r"(?![A-Za-z])",
    re.ASCII,
)
"""What a person types on the command line is the same in every language."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{text}:00+08:00")


def span(start: str, end: str) -> Span:
    return Span(at(start), at(end))


HUAWEI = Names("Huawei", "華為", "华为")
BAIDU = Names("Baidu", "百度", "百度")
ROBOTS = Names("Kestrel Quay Robotics", "隼埗機械人", "隼埗机器人")
BAY = ResourceRef(1, "place:A2", ResourceKind.PLACE, Names("Partner Bay 2", "夥伴展位2"))
HALL = ResourceRef(2, "place:H1", ResourceKind.PLACE, Names("Hall", "展廳", "展厅"))
SOCKETS = ResourceRef(3, "sockets:B3", ResourceKind.SOCKETS, Names("Bay 3"))
FEED = ResourceRef(4, "F2", ResourceKind.FEED, Names("Power feed F2", "供電線路 F2", "供电线路 F2"))
POOL = ResourceRef(
    5,
    "P-ASCEND",
    ResourceKind.POOL,
    Names("Ascend demo pool", "昇騰示範算力池", "昇腾演示算力池"),
)
KIT = ResourceRef(6, "baidu.paddlex", ResourceKind.TOOLKIT, Names("PaddleX"))
BADGES = ResourceRef(7, "EX02", ResourceKind.BADGES, HUAWEI)
PRESENTER = ResourceRef(9, "presenter:PR01", ResourceKind.PRESENTER, Names("Lo", "羅", "罗"))
CAMERA = ResourceRef(10, "part:A17", ResourceKind.PART, Names("Camera", "鏡頭", "镜头"))
GUIDE = ResourceRef(8, "guide:U01", ResourceKind.GUIDE, Names("AU Sample One", "歐示一", "欧示一"))


def holder(who: Names = HUAWEI, number: str = "BK011", units: int = 1) -> Holder:
    return Holder(11, number, who, span("10T10:00", "10T18:00"), units, "confirmed")


def over(resource: ResourceRef, wanted: int, used: int, capacity: int, *holders: Holder) -> Refusal:
    return errors.OverCapacity(
        resource=resource,
        at=at("10T11:00"),
        until=at("10T13:00"),
        wanted=wanted,
        used=used,
        capacity=capacity,
        holders=holders,
    )


def in_all(*facts: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(LANGUAGES, facts)


def named(en: str, hk: str, cn: str, *facts: str) -> dict[str, tuple[str, ...]]:
    return {"en": (en, *facts), "zh_HK": (hk, *facts), "zh_CN": (cn, *facts)}


CLOCKS = ("11:00", "13:00")
SAMPLES: list[tuple[Refusal, dict[str, tuple[str, ...]]]] = [
    (
        over(BAY, 1, 1, 1, holder()),
        named("Huawei", "華為", "华为", "A2", "BK011", "10:00–18:00", *CLOCKS),
    ),
    (over(HALL, 2, 1, 2, holder()), named("Huawei", "華為", "华为", "H1", "3", "2", "BK011")),
    (over(SOCKETS, 2500, 0, 2000), in_all("B3", "2,500 W", "2,000", *CLOCKS)),
    (
        over(FEED, 2000, 4000, 5632, holder(units=4000)),
        in_all("F2", "6,000 W", "5,632", "BK011", "4,000 W", *CLOCKS),
    ),
    (
        over(POOL, 4000, 5500, 6000, holder(units=3000), holder(BAIDU, "BK051", 2500)),
        named("Baidu", "百度", "百度", "9.5 PFLOPS", "6", "3 PFLOPS", "2.5 PFLOPS", "BK051"),
    ),
    (over(CAMERA, 1, 1, 1, holder()), named("Camera", "鏡頭", "镜头", "BK011")),
    (over(KIT, 1, 6, 6, holder(units=6)), in_all("PaddleX", "7", "6", "BK011")),
    (over(BADGES, 2, 7, 8, holder(units=7)), in_all("9", "8", "7", "BK011")),
    (
        over(GUIDE, 1, 1, 1, holder(Names("Delegation", "代表團", "代表团"), "V02")),
        named("Delegation", "代表團", "代表团", "V02", *CLOCKS),
    ),
    (
        errors.OutsideHours(day=date(2026, 12, 25), hours=(), reason=Names("Christmas", "聖誕節")),
        named("Christmas", "聖誕節", "聖誕節", "25"),
    ),
    (
        errors.OutsideHours(day=date(2026, 12, 10), hours=(span("10T10:00", "10T18:00"),)),
        in_all("10:00–18:00"),
    ),
    (
        errors.OutOfService(place="C8", at=at("10T10:00"), until=at("11T00:00"), note="維修"),
        in_all("C8", "10:00", "00:00", "維修"),
    ),
    (
        errors.OutOfService(place="C8", at=at("10T10:00"), until=None, note=None),
        in_all("C8", "10:00"),
    ),
    (errors.OffGrid(slot_minutes=15), in_all("15", "10:00", "10:30")),
    (errors.OffGrid(slot_minutes=60), in_all("60", "10:00")),
    (errors.TooShort(minutes=15, least=30), in_all("15", "30")),
    (errors.TooLong(minutes=660, most=600), in_all("11", "10")),
    (errors.TooFarAhead(days=90, latest=date(2027, 3, 8)), in_all("90", "2027", "8")),
    (errors.TooLittleNotice(hours=24, earliest=at("09T09:30")), in_all("24", "09:30")),
    (errors.AlreadyOver(end=at("07T12:00")), in_all("12:00", "7")),
    (errors.NoDemo(), in_all()),
    (
        errors.NotCleared(
            demo="DM09", title=HUAWEI, status="pending", valid_until=None, day=date(2026, 12, 11)
        ),
        named("Huawei", "華為", "华为", "DM09", "11"),
    ),
    (
        errors.NotCleared(
            demo="DM09", title=HUAWEI, status="void", valid_until=None, day=date(2026, 12, 11)
        ),
        in_all("DM09", "11"),
    ),
    (
        errors.NotCleared(
            demo="DM11",
            title=HUAWEI,
            status="conditional",
            valid_until=date(2026, 12, 10),
            day=date(2026, 12, 11),
        ),
        in_all("DM11", "10", "11"),
    ),
    (over(PRESENTER, 1, 1, 1, holder()), named("Lo", "羅", "罗", "BK011", "10:00–18:00", *CLOCKS)),
    (over(PRESENTER, 1, 0, 0), named("Lo", "羅", "罗", *CLOCKS)),
    (errors.DemoRetired(demo="DM02", title=HUAWEI), named("Huawei", "華為", "华为", "DM02")),
    (errors.NeverShown(demo="DM02", title=HUAWEI), named("Huawei", "華為", "华为", "DM02")),
    (
        errors.ItemsOpen(demo="DM09", items=("stop", "redteam")),
        {
            "en": ("DM09", "2", "stop control", "tests"),
            "zh_HK": ("DM09", "2", "停止控制", "安全測試"),
            "zh_CN": ("DM09", "2", "停止控制", "安全测试"),
        },
    ),
    *(
        (errors.FileRefused(name="證明", fault=fault, most_bytes=10 * 2**20), in_all(*facts))
        for fault, facts in (
            ("empty", ("證明",)),
            ("too_big", ("證明", "10")),
            ("unknown_kind", ("證明", "PDF")),
        )
    ),
    (
        errors.NotPresenting(presenter=ROBOTS, demo="DM01"),
        named("Kestrel Quay Robotics", "隼埗機械人", "隼埗机器人", "DM01"),
    ),
    (errors.NothingChanged(release=7), in_all("7")),
    (errors.NotTheirDemo(demo="DM01", owner=BAIDU), named("Baidu", "百度", "百度", "DM01")),
    *(
        (
            errors.QuotaExceeded(
                exhibitor=ROBOTS,
                period=period,
                start=date(2026, 12, 7),
                wanted=120,
                used=210,
                limit=240,
            ),
            named(*ROBOTS.all(), "7", "5", "30", "3", "4"),
        )
        for period in ("day", "week")
    ),
    *(
        (errors.NotActive(exhibitor=ROBOTS, status=status), named(*ROBOTS.all()))
        for status in STATUSES
    ),
    *(
        (errors.WrongState(number="BK011", state=state, act=act), in_all("BK011"))
        for state in State
        for act in (*Act, "undo", "redo")
    ),
    *((errors.RoleMayNot(role=role, act="cancel"), in_all()) for role in Role),
    *((errors.ReasonMissing(act=act), in_all()) for act in (*Act, "close")),
    (
        errors.BelowBooked(
            resource=POOL,
            capacity=3000,
            peak=7500,
            at=at("10T13:00"),
            holders=(holder(units=3000),),
        ),
        in_all("3 PFLOPS", "7.5 PFLOPS", "13:00", "BK011"),
    ),
    (
        errors.BelowBooked(
            resource=BAY, capacity=0, peak=1, at=at("10T13:00"), holders=(holder(),)
        ),
        in_all("A2", "13:00", "BK011"),
    ),
    (
        errors.AboveParent(parent=POOL, at=at("10T08:00"), total=22_500, capacity=20_000),
        in_all("22.5 PFLOPS", "20 PFLOPS", "08:00"),
    ),
    *(
        (errors.FieldFault(field_name="brn", fault=fault, value="99000007"), in_all(*value))
        for fault, value in (
            ("missing", ()),
            ("malformed", ("99000007",)),
            ("duplicate", ("99000007",)),
            ("out_of_range", ("99000007",)),
            ("unknown", ("99000007",)),
        )
    ),
    *(
        (errors.FieldFault(field_name="amps", fault=fault), in_all())
        for fault in ("malformed", "duplicate", "out_of_range", "unknown")
    ),
    (errors.NotFound(what="booking", key="BK999"), in_all("BK999")),
    (
        errors.ChangedMeanwhile(
            what="booking", key="BK011", by="陳大文", differences=(("visitors", "20", "35"),)
        ),
        in_all("BK011", "陳大文", "20", "35"),
    ),
    (
        errors.ChangedMeanwhile(what="booking", key="BK011", by="", differences=()),
        in_all("BK011"),
    ),
    *((errors.NothingToUndo(act=act), in_all()) for act in ("undo", "redo")),
    (errors.OfferOpen(number="BK046", until=at("09T11:30")), in_all("BK046", "11:30")),
    (
        errors.MaybeKnown(code="EX02", names=HUAWEI, percent=91),
        named("Huawei", "華為", "华为", "EX02", "91"),
    ),
    (errors.RowsRefused(rows=(3, 17), of=40), in_all("3", "17", "40", "2")),
    (errors.RowsRefused(rows=(3,), of=40), in_all("3", "40")),
    *(
        (
            errors.StillUsed(what="zone", key="B9", users=users, named=("A1", "A2")),
            in_all("B9", "A1", "A2"),
        )
        for users in ("places", "pools", "demos", "bookings", "history")
    ),
]

SAMPLES += [
    (
        errors.LicenceEnds(toolkit=KIT.names, ends=at("10T00:00").date()),
        named("Thu 10 Dec", "12月10日", "12月10日", "PaddleX", "2026"),
    ),
    (errors.NotTrained(toolkit=KIT.names), in_all("PaddleX")),
    *(
        (
            errors.OutsidePartnerHours(toolkit=KIT.names, day=at("10T00:00").date(), hours=hours),
            named("Thu 10 Dec", "12月10日", "12月10日", "PaddleX", *told),
        )
        for hours, told in (
            ((), ()),
            ((Span(at("10T10:00"), at("10T16:00")),), ("10:00–16:00",)),
        )
    ),
    (
        errors.CreditsSpent(toolkit=KIT.names, needed=120, left=30),
        in_all("PaddleX", "2", "30"),
    ),
    (
        errors.AlreadyLent(tag="A17", borrower="華為", due=at("10T16:00")),
        in_all("A17", "華為", "16:00"),
    ),
    *(
        (errors.NotLendable(tag="A17", condition=condition), in_all("A17"))
        for condition in ("broken", "missing")
    ),
    (
        errors.ChecklistOpen(items=(Names("Camera", "鏡頭", "镜头"),)),
        named("Camera", "鏡頭", "镜头"),
    ),
]


def every_subclass(kind: type[Any]) -> Iterator[type[Any]]:
    for found in kind.__subclasses__():
        # a dataclass with slots is made twice, and the first one lingers
        if getattr(importlib.import_module(found.__module__), found.__name__, None) is found:
            yield found
            yield from every_subclass(found)


def load_everything() -> None:
    for module in pkgutil.walk_packages(labapp.__path__, "labapp."):
        if "migrations" not in module.name and module.name != "labapp.__main__":
            importlib.import_module(module.name)


def test_every_refusal_of_the_program_has_words() -> None:
    load_everything()
    refusals = set(every_subclass(Refusal))
    assert refusals
    assert refusals - set(texts._sentence.registry) == set()


def test_every_refusal_of_the_program_is_tried_here() -> None:
    load_everything()
    assert set(every_subclass(Refusal)) - {type(refusal) for refusal, _ in SAMPLES} == set()


def test_every_kind_of_failure_can_be_explained() -> None:
    load_everything()
    explained = (Refused, DatabaseFault, FileFault, TableUnreadable)
    unknown = [k for k in every_subclass(LabError) if not issubclass(k, explained)]
    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_one_sentence_with_every_fact(language: str) -> None:
    for refusal, facts in SAMPLES:
        sentence = explain_refusal(refusal, language)
        assert "\n" not in sentence
        assert not set("{}") & set(sentence), sentence
        assert sentence.endswith("." if language == "en" else "。"), sentence
        missing = [fact for fact in facts[language] if fact not in sentence]
        assert not missing, (sentence, missing)


def latin_words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}|\b[A-Za-z]\b", text))


@pytest.mark.parametrize("language", CHINESE)
def test_a_refusal_in_chinese_has_no_english_but_names(language: str) -> None:
    given = {"BK", "DM", "EX", "F", "A", "B", "H", "C", "V", "PaddleX", "AU", "Sample", "One"} | {
        "PDF"
    }
    for refusal, _ in SAMPLES:
        sentence = re.sub(r"(BK|DM|EX|V|F|A|B|H|C)\d+", "", explain_refusal(refusal, language))
        assert latin_words(sentence) <= UNITS | given, sentence


@pytest.mark.parametrize("language", CHINESE)
def test_the_words_in_chinese_have_no_english_but_names(language: str) -> None:
    for key, text in own_texts(language):
        plain = "".join(part for part, *_ in string.Formatter().parse(text))
        assert latin_words(TYPED.sub("", plain)) <= NAMES_IN_CHINESE | UNITS, (key, text)


def own_texts(language: str) -> Iterator[tuple[str, str]]:
    for name in OWN_FILES:
        path = resource("i18n", f"{name}.json")
        for key, by_language in json.loads(path.read_text(encoding="utf-8")).items():
            text = by_language[language]
            for form in text.values() if isinstance(text, dict) else [text]:
                yield key, form


@pytest.mark.parametrize(("language", "encoding"), [("zh_HK", "big5hkscs"), ("zh_CN", "gb2312")])
def test_traditional_and_simplified_letters_are_not_mixed(language: str, encoding: str) -> None:
    for key, text in own_texts(language):
        letters = "".join(letter for letter in text if "\u4e00" <= letter <= "\u9fff")
        assert letters.encode(encoding, "replace").decode(encoding) == letters, (key, text)


def test_a_text_takes_the_same_facts_in_every_language() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, *_ in string.Formatter().parse(text) if name}

    by_language = {language: dict(own_texts(language)) for language in LANGUAGES}
    for key, text in by_language["en"].items():
        taken = {language: fields(by_language[language][key]) for language in LANGUAGES}
        assert len({frozenset(names) for names in taken.values()}) == 1, (key, text, taken)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_the_domain_has_a_term(language: str) -> None:
    say = words(language)
    needed = [
        *(f"state.{each}" for each in State),
        *(f"act.{each}" for each in Act),
        *(f"done.{each}" for each in Act),
        *(f"kind.{each}" for each in (*PlaceKind, *Kind)),
        *(f"resource.{each}" for each in ResourceKind),
        *(f"exhibitor_kind.{each}" for each in ExhibitorKind),
        *(f"exhibitor_status.{each}" for each in STATUSES),
        *(f"role.{each}" for each in Role),
        *(f"language.{each}" for each in Language),
        *(f"setting.{each}" for each in setting_names()),
        *(f"clearance.{each}" for each in ("pending", "cleared", "conditional", "void")),
        *(f"alternative.{each}" for each in ("time", "place", "shorter")),
    ]
    assert [key for key in needed if not say.has(key)] == []


@cache
def calls_in_the_source() -> tuple[tuple[str, ast.Call], ...]:
    return tuple(
        (ast.unparse(node.func).rpartition(".")[2], node)
        for path in Path(labapp.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )


def facts_in_the_source(name: str, fact: str) -> set[str]:
    """Return what the program's own code gives for a fact of a refusal or fault, as literals."""
    found: set[str] = set()
    for called, node in calls_in_the_source():
        given = {k.arg: k.value for k in node.keywords if k.arg}
        given |= {f"#{index}": value for index, value in enumerate(node.args)}
        value = given.get(fact)
        if called == name and isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
    return found


@pytest.mark.parametrize(
    ("name", "fact", "area"),
    [
        ("WrongState", "act", "refusal.done."),
        ("RoleMayNot", "act", "refusal.to."),
        ("_check_role", "#1", "refusal.to."),
        ("_supervisor", "#1", "refusal.to."),
        ("supervisor", "#1", "refusal.to."),
        ("fault", "#0", "field."),
        ("within", "#0", "field."),
        ("still_used", "#0", "refusal.what."),
        ("still_used", "#2", "refusal.StillUsed."),
        ("ReasonMissing", "act", "refusal.to."),
        ("NotFound", "what", "refusal.what."),
        ("FieldFault", "fault", "refusal.FieldFault."),
        ("FieldFault", "field_name", "field."),
        ("DatabaseFault", "#0", "fault.database."),
        ("FileFault", "#0", "fault.file."),
        ("NothingToUndo", "act", "refusal.NothingToUndo."),
    ],
)
def test_every_fact_that_the_program_gives_has_a_word(name: str, fact: str, area: str) -> None:
    given = facts_in_the_source(name, fact)
    assert {each for each in given if f"{area}{each}" not in catalog()} == set()


def test_a_taken_place_says_who_holds_it_and_when() -> None:
    refusal = over(BAY, 1, 1, 1, holder())
    assert explain_refusal(refusal, "en") == (
        "A2 is taken from 11:00 to 13:00 on Thu 10 Dec by Huawei (BK011, 10:00–18:00)."
    )
    assert explain_refusal(refusal, "zh_HK") == (
        "A2 於12月10日（四）11:00至13:00已由華為（BK011，10:00–18:00）佔用。"
    )


def test_a_pool_says_how_much_would_be_needed_of_how_much() -> None:
    refusal = over(POOL, 4000, 5500, 6000, holder(units=3000), holder(BAIDU, "BK051", 2500))
    assert explain_refusal(refusal, "en") == (
        "Ascend demo pool would need 9.5 PFLOPS of 6 from 11:00 to 13:00 on Thu 10 Dec; "
        "held by Huawei (BK011, 3 PFLOPS), Baidu (BK051, 2.5 PFLOPS)."
    )


def test_time_that_ends_at_midnight_ends_at_2400_of_the_same_day() -> None:
    refusal = errors.OverCapacity(
        resource=FEED,
        at=at("10T22:00"),
        until=at("11T00:00"),
        wanted=6000,
        used=0,
        capacity=5632,
    )
    assert "from 22:00 to 24:00 on Thu 10 Dec" in explain_refusal(refusal, "en")


def test_time_over_several_days_names_both() -> None:
    refusal = errors.OverCapacity(
        resource=FEED,
        at=at("10T22:00"),
        until=at("11T06:00"),
        wanted=6000,
        used=0,
        capacity=5632,
    )
    told = explain_refusal(refusal, "en")
    assert "from Thu 10 Dec, 22:00 to Fri 11 Dec, 06:00" in told


def test_a_no_show_marked_too_early_is_said_to_be_early() -> None:
    early = errors.WrongState(number="BK027", state="confirmed", act="no_show")
    assert "yet" in explain_refusal(early, "en")


def test_many_refused_rows_are_not_all_named() -> None:
    told = explain_refusal(errors.RowsRefused(rows=tuple(range(2, 500)), of=600), "en")
    assert "498 rows of 600" in told
    assert "21, …" in told
    assert "22" not in told


def test_a_long_difference_is_left_to_the_screen() -> None:
    note = "x" * 500
    refusal = errors.ChangedMeanwhile(
        what="booking", key="BK011", by="anna", differences=(("note", note, "short"),)
    )
    told = explain_refusal(refusal, "en")
    assert told == "anna saved BK011 first, and yours was not saved. Different: Note."


def test_several_refusals_are_a_line_each_and_said_once() -> None:
    short = errors.TooShort(minutes=15, least=30)
    told = explain(Refused(short, errors.NoDemo(), short), "en")
    assert told.splitlines() == [
        "A booking lasts at least 30 min; this is 15 min.",
        "A confirmed booking needs a demo: choose one, or hold the place instead.",
    ]


FAULTS = (
    "missing",
    "read_only",
    "full",
    "locked",
    "corrupt",
    "too_new",
    "network",
    "replaced",
    "unreachable",
    "unsafe_library",
    "not_a_database",
    "driver",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_database_fault_says_where_and_what_to_do(kind: str, language: str) -> None:
    told = explain(DatabaseFault(kind, "/lab/lab.db", "0042"), language)
    assert "/lab/lab.db" in told
    assert "{" not in told
    assert told.count("." if language == "en" else "。") >= 2
    if kind in {"too_new", "network", "unsafe_library", "unreachable", "corrupt"}:
        assert "0042" in told
    if language in CHINESE:
        plain = told.replace("/lab/lab.db", "")
        assert latin_words(plain) <= NAMES_IN_CHINESE, told


def test_a_network_drive_points_to_postgresql() -> None:
    assert "PostgreSQL" in explain(DatabaseFault("network", "/mnt/lab.db", "nfs"), "en")


def test_of_a_servers_long_answer_the_first_line_is_told() -> None:
    fault = DatabaseFault("unreachable", "db", "no such role\nmore\nand more")
    assert explain(fault, "en").splitlines()[1] == "The database said: no such role"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["missing", "exists", "unreadable", "broken", "unwritable"])
def test_a_file_fault_names_the_file(kind: str, language: str) -> None:
    told = explain(FileFault(kind, "/home/list.csv", "42"), language)
    assert "/home/list.csv" in told
    assert "{" not in told
    assert ("42" in told) == (kind in {"unreadable", "broken"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", UnreadableKind)
def test_a_table_that_cannot_be_read_is_explained(kind: UnreadableKind, language: str) -> None:
    error = TableUnreadable(kind, name="名單.csv", why="13", program="PDF", what="PDF", most=9999)
    told = explain(error, language)
    assert told
    assert "{" not in told


@pytest.mark.parametrize(
    ("kind", "place", "told"),
    [
        ("time", "A2", "Another time: A2, Thu 10 Dec, 18:15–19:15"),
        ("place", "A3", "Another place: A3, Thu 10 Dec, 18:15–19:15"),
        ("shorter", "A2", "Shorter: A2, Thu 10 Dec, 18:15–19:15"),
    ],
)
def test_an_alternative_says_where_and_when(kind: str, place: str, told: str) -> None:
    offered = Alternative(kind=kind, place_id=1, place=place, span=span("10T18:15", "10T19:15"))
    assert describe_alternative(offered, "en") == told
    for language in CHINESE:
        assert f"{place}，12月10日（四）18:15–19:15" in describe_alternative(offered, language)


@pytest.mark.parametrize(
    ("units", "kind", "told"),
    [
        (9500, ResourceKind.POOL, "9.5 PFLOPS"),
        (1_300_000, ResourceKind.POOL, "1,300 PFLOPS"),
        (1_234_567, ResourceKind.POOL, "1,234.567 PFLOPS"),
        (1, ResourceKind.POOL, "0.001 PFLOPS"),
        (0, ResourceKind.POOL, "0 PFLOPS"),
        (6000, ResourceKind.FEED, "6,000 W"),
        (350, ResourceKind.SOCKETS, "350 W"),
        (1, ResourceKind.TOOLKIT, "1 seat"),
        (6, ResourceKind.TOOLKIT, "6 seats"),
        (8, ResourceKind.BADGES, "8 people"),
        (2, ResourceKind.PLACE, "2"),
    ],
)
def test_amounts_have_their_unit(units: int, kind: ResourceKind, told: str) -> None:
    assert amount(units, kind, "en") == told


def test_amounts_of_people_and_seats_are_counted_in_chinese() -> None:
    assert amount(6, ResourceKind.TOOLKIT, "zh_HK") == "6 個座位"
    assert amount(8, ResourceKind.BADGES, "zh_CN") == "8 人"


def test_instants_are_shown_on_the_labs_clocks() -> None:
    refusal = errors.AlreadyOver(end=datetime(2026, 12, 7, 4, tzinfo=UTC) + timedelta(minutes=30))
    assert "Mon 7 Dec, 12:30" in explain_refusal(refusal, "en")
    assert "12月7日（一）12:30" in explain_refusal(refusal, "zh_CN")
