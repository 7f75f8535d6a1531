"""``labapp probe``: run the probes of the toolkits now and say which are ready."""

import argparse
import asyncio
from typing import Any

from labapp.cli.call import Answer, Call, Unknown, opened
from labapp.cli.lookups import near
from labapp.cli.output import plain, table
from labapp.domain.readiness import ProbeReadiness, Readiness, ReadyState
from labapp.domain.times import local
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--toolkit", metavar=say("cli.meta.toolkit"), help=say("cli.probe.toolkit"), default=None
    )


def run(call: Call) -> Answer:
    """Run the probes, keep what they find, and tell what all of it comes to."""
    from labapp.probes.running import run_probes  # noqa: PLC0415 -- only when probes are run
    from labapp.services.readiness import (  # noqa: PLC0415 -- the same
        jobs_of,
        keep_results,
        readiness_now,
    )
    from labapp.services.toolkits import list_toolkits  # noqa: PLC0415 -- the same

    wanted: str | None = call.arguments.toolkit
    with opened(call) as store:
        known = store.read(list_toolkits)
        chosen = [one for one in known if wanted is None or one.code == wanted.strip()]
        if not chosen:
            raise Unknown(
                "toolkit", wanted or "", near(wanted or "", {t.code: t.names.all() for t in known})
            )
        ids = {one.id for one in chosen}
        looked = asyncio.run(run_probes(store.read(jobs_of, ids)))
        if looked:
            store.write(keep_results, looked)
        found = [one for one in store.read(readiness_now) if one.toolkit_id in ids]
    ready = sum(one.state is ReadyState.READY for one in found)
    told = call.say("cli.probe.done", probes=len(looked), ready=ready, toolkits=len(found))
    data = {"probes": len(looked), "toolkits": [_data(one) for one in found]}
    return Answer(data, (*_lines(found, call), told))


def _data(one: Readiness) -> dict[str, Any]:
    return {
        "toolkit": one.code,
        "names": plain(one.names),
        "state": one.state.value,
        "proof": one.proof.value,
        "reason": one.reason,
        "at": plain(one.at),
        "until": plain(one.until),
        "probes": [_part(part) for part in one.parts],
    }


def _part(part: ProbeReadiness) -> dict[str, Any]:
    newest = part.newest
    return {
        "kind": part.probe.kind.value,
        "host": part.host,
        "optional": part.probe.optional,
        "state": part.state.value,
        "proof": part.proof.value,
        "reason": newest.reason if newest else None,
        "evidence": newest.evidence if newest else None,
        "version": newest.version if newest else None,
        "at": plain(newest.at) if newest else None,
        "took_ms": newest.took_ms if newest else None,
        "by": newest.by if newest else None,
    }


def _lines(found: list[Readiness], call: Call) -> tuple[str, ...]:
    say = call.say
    rows = (
        (
            one.code,
            say(f"ready.state.{one.state}"),
            say(f"ready.proof.{one.proof}"),
            f"{local(one.at):%H:%M}" if one.at else "",
            say(f"ready.reason.{one.reason}"),
        )
        for one in found
    )
    headers = (
        say("term.toolkit"),
        say("term.state"),
        say("ready.proof"),
        say("ready.at"),
        say("ready.reason"),
    )
    return table(headers, rows)
