"""What an event says, apart from where in the log it says it, and how two events differ.

SPDX-License-Identifier: MIT
"""

import json

# What the log says, whatever carried it. What follows from it is compared where nothing may be lost.
FACTS = ("killer", "kernel", "arch", "page_kb", "missing", "constraint", "cgroup", "trigger", "counters", "nodes", "zones",
         "totals", "hugepages", "allocations", "slab", "swap", "tasks", "kills", "panic")
# Keys that say where, not what.
PLACES = ("lines", "line", "first_line", "last_line", "file", "evidence", "against")


def kernel_events(output):
    """The kernel's events of what --format=json printed: a kernel's transport makes other programs' words its own."""
    events = (json.loads(line) for line in output.split(b"\n")[:-1])
    return [event for event in events if event["killer"] == "kernel"]


def stripped(value):
    """VALUE without places, at any depth."""
    if isinstance(value, dict):
        return {key: stripped(inner) for key, inner in value.items() if key not in PLACES}
    if isinstance(value, list):
        return [stripped(inner) for inner in value]
    return value


def facts(event):
    return stripped({key: event.get(key) for key in FACTS})


def verdict(event):
    """The judgement without its words."""
    answers = event.get("answers") or {}
    return {
        "diagnosis": [(found.get("pattern"), found.get("confidence")) for found in event.get("diagnosis") or []],
        "answers": {key: answer.get("answer") for key, answer in answers.items() if isinstance(answer, dict)},
        "memory": event.get("memory"), "scope": event.get("scope"),
    }


def difference(got, want, path=""):
    """The first leaf of GOT that is not WANT's, or None."""
    if isinstance(got, dict) and isinstance(want, dict):
        for key in want.keys() | got.keys():
            found = difference(got.get(key), want.get(key), f"{path}.{key}")
            if found:
                return found
        return None
    if isinstance(got, list) and isinstance(want, list):
        if len(got) != len(want):
            return f"{path}: {len(got)} of {len(want)} elements"
        return next(filter(None, (difference(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(got, want)))), None)
    return None if got == want else f"{path}: {json.dumps(got)[:120]}, not {json.dumps(want)[:120]}"
