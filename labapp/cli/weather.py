"""``labapp weather``: what a signal does to the day; applied only when that is asked for."""

import argparse

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import booking_data, booking_line, plain
from labapp.cli.values import Day, Moment
from labapp.domain.times import local
from labapp.domain.weather import Effect, Signal
from labapp.services.weather import ApplyWeather, WeatherChange, apply_weather, undo_weather
from labapp.words import Words

UNDO = "undo"


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "signal",
        choices=[*Signal, UNDO],
        metavar=say("cli.meta.signal"),
        help=say("cli.weather.signal", names=", ".join([*Signal, UNDO])),
    )
    parser.add_argument(
        "--at", type=Moment(say), metavar=say("cli.meta.moment"), help=say("cli.weather.at")
    )
    parser.add_argument(
        "--date", type=Day(say), metavar=say("cli.meta.day"), help=say("cli.weather.date")
    )
    parser.add_argument("--lifted", action="store_true", help=say("cli.weather.lifted"))
    parser.add_argument("--apply", action="store_true", help=say("cli.weather.apply"))


def run(call: Call) -> Answer:
    """Show what would happen, or make it happen, or take it back."""
    wanted = call.arguments
    with opened(call) as store:
        if wanted.signal == UNDO:
            found = store.write(undo_weather)
            lines = (f"  {booking_line(one, call.language)}" for one in found)
            data = {"act": UNDO, "bookings": [booking_data(one) for one in found]}
            return Answer(data, (call.say("cli.undo.done"), *lines))
        order = ApplyWeather(
            signal=Signal(wanted.signal),
            announced=wanted.at or store.clock.now(),
            lifted=wanted.lifted,
            day=wanted.date,
        )
        change = (store.write if wanted.apply else store.rehearse)(apply_weather, order)
    return Answer(_data(change, applied=wanted.apply), _lines(call, change))


def _data(change: WeatherChange, *, applied: bool) -> dict[str, object]:
    return {
        "applied": applied,
        "signal": change.signal.value,
        "announced": plain(change.announced),
        "closes_at": plain(change.closes_at),
        "reopens_at": plain(change.reopens_at),
        "exhibitors_from": plain(change.exhibitors_from),
        "shelter": change.shelter,
        "bookings": {
            effect.value: [hit.booking.number for hit in change.hits if hit.effect is effect]
            for effect in Effect
        },
        "not_returned": [booking.number for booking, _ in change.not_returned],
        "papers": list(change.papers),
    }


def _lines(call: Call, change: WeatherChange) -> tuple[str, ...]:
    say = call.say
    told = [f"{say(f'weather.signal.{change.signal}')}: {_what(say, change)}"]
    for effect in Effect:
        found = [hit.booking for hit in change.hits if hit.effect is effect]
        if found:
            told.append(say(f"weather.effect.{effect}"))
            told += (f"  {booking_line(one, call.language)}" for one in found)
    if not call.arguments.apply:
        told.append(say("cli.weather.rehearsed"))
    return tuple(told)


def _what(say: Words, change: WeatherChange) -> str:
    if change.reopens_at is not None and change.exhibitors_from is not None:
        return say(
            "weather.reopens",
            time=f"{local(change.reopens_at):%H:%M}",
            entry=f"{local(change.exhibitors_from):%H:%M}",
        )
    if change.lifted:
        return say("weather.stays_closed")
    if change.closes_at is not None:
        return say("weather.closes", time=f"{local(change.closes_at):%H:%M}")
    return say("weather.shelter" if change.shelter else "weather.stays_open")
