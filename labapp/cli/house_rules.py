"""``labapp settings``: list the house rules, read one, change one."""

import argparse

from labapp.cli.call import Answer, Call, Unknown, opened
from labapp.cli.lookups import near
from labapp.cli.output import table
from labapp.cli.parser import global_options
from labapp.domain.policy import Policy, setting, setting_names
from labapp.services.spaces import policy, set_policy
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("cli.meta.act"))
    for act in ("list", "get", "set"):
        told = say(f"cli.settings.{act}")
        one = acts.add_parser(act, help=told, description=told, allow_abbrev=False)
        if act != "list":
            one.add_argument("name", metavar=say("cli.meta.name"), help=say("cli.settings.name"))
        if act == "set":
            one.add_argument("value", metavar=say("cli.meta.value"), help=say("cli.settings.value"))
        global_options(one, say)


def run(call: Call) -> Answer:
    """List, read or change."""
    match call.arguments.act:
        case "set":
            return _set(call, _known(call), call.arguments.value)
        case "get":
            name = _known(call)
            with opened(call) as store:
                value = setting(store.read(policy), name)
            return Answer({"name": name, "value": value}, (str(value),))
        case _:
            with opened(call) as store:
                return _list(call, store.read(policy))


def _known(call: Call) -> str:
    name: str = call.arguments.name
    if name not in setting_names():
        words_of = {one: (call.say(f"setting.{one}"),) for one in setting_names()}
        raise Unknown("setting", name, near(name, words_of))
    return name


def _set(call: Call, name: str, value: str) -> Answer:
    with opened(call) as store:
        before = setting(store.read(policy), name)
        after = setting(store.write(set_policy, name, value), name)
    data = {"name": name, "before": before, "value": after}
    told = call.say("cli.settings.done", name=call.say(f"setting.{name}"), value=after)
    return Answer(data, (told, f"  {before} → {after}"))


def _list(call: Call, rules: Policy) -> Answer:
    say = call.say
    values = {name: setting(rules, name) for name in setting_names()}
    rows = ((name, str(value), say(f"setting.{name}")) for name, value in values.items())
    headers = (say("term.setting"), say("term.value"), say("cli.settings.what"))
    return Answer({"settings": values}, table(headers, rows))
