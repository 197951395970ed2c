"""Rules on names: their form, their uniqueness, and their length once AWS sees them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import NAME_PATTERN, Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import renaming
from designer.blueprint.resources.base import Thing
from designer.catalog import Range
from designer.rules.base import Finding, Fix, Rule, Severity, all_of
from designer.rules.settings import quoted

DEPLOYMENT = "-deployment"
"""What stands behind a function's name in that of the role by which CodeDeploy moves its alias."""

_NAME = re.compile(NAME_PATTERN)
_LONGEST = 64  # as a blueprint's own name: every name of ours is also an identifier in code
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")


class NameValid(Rule):
    """A function, thing or trigger has a name that is none.

    AWS and every format would refuse it: names are letters, digits, ``-`` and ``_``, and begin with
    a letter.
    """

    id = "name-valid"
    severity = Severity.ERROR
    topic = "names"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
    whole = True
    bad = "{name: shop, functions: {order worker: {}}}"
    good = "{name: shop, functions: {order-worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every name without the form, or longer than an identifier should be."""
        del today
        for path in _named(blueprint):
            name = str(path[-1])
            if not _NAME.fullmatch(name) or len(name) > _LONGEST:
                message = f"The name {quoted(name)} has to be a letter, then letters, digits, - and _"
                message += f", at most {_LONGEST} in all."
                yield self.finding(path, message, _rename(blueprint, path, _slug(name)))


class ResourceIdUnique(Rule):
    """Two names are the same, or become the same in an export.

    A reference to a name that two things have is ambiguous, and names that differ only in ``-``,
    ``_`` or capitals (``my-fn``, ``my_fn``, ``myFn``) become one identifier in code.
    """

    id = "resource-id-unique"
    severity = Severity.ERROR
    topic = "names"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"
    whole = True
    yields_to = ("name-valid",)
    bad = "{name: shop, functions: {jobs: {}}, queues: {jobs: {}}}"
    good = "{name: shop, functions: {worker: {}}, queues: {jobs: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function or thing that comes second, and every trigger whose label does."""
        del today
        yield from self._clashes(blueprint, ((node.path, node.name) for node in _nodes(blueprint)))
        yield from self._clashes(blueprint, _triggers(blueprint))
        yield from self._roles(blueprint)
        yield from self._subscriptions(blueprint)

    def _subscriptions(self, blueprint: Blueprint) -> Iterator[Finding]:
        """A queue's subscription is called as a function's trigger is: by two names in one."""
        triggers = {key: path for path, name in _triggers(blueprint) for key in label(name)}
        for queue in blueprint.each_queue():
            for topic in queue.value.subscriptions:
                path = (*queue.path, "subscriptions", topic)
                for key in label(f"{queue.name}-{topic}") & triggers.keys():
                    yield self.finding(path, _clash(path, triggers[key]))
                    break

    def _roles(self, blueprint: Blueprint) -> Iterator[Finding]:
        """Some triggers have a role of their own, beside those of the functions."""
        functions = {key: node.path for node in blueprint.each_function() for key in label(node.name)}
        for function, trigger in blueprint.every_trigger():
            keys = label(f"{function.name}-{trigger.name}") if trigger.value.OWN_ROLE else frozenset()
            for key in keys & functions.keys():
                fix = _rename(blueprint, trigger.path, trigger.name)
                yield self.finding(trigger.path, _clash(trigger.path, functions[key]), fix)
                break
        yield from self._deployments(blueprint, functions)

    def _deployments(self, blueprint: Blueprint, functions: dict[str, Path]) -> Iterator[Finding]:
        """CodeDeploy has a role for each function that it deploys."""
        for function in blueprint.each_function():
            keys = label(f"{function.name}{DEPLOYMENT}") if function.value.deployment else frozenset()
            taken = dict.fromkeys(functions[key] for key in keys & functions.keys())
            roles = [name for name, each in function.value.triggers.items() if each.OWN_ROLE]
            clashing = [(*function.path, "triggers", name) for name in roles]
            taken |= {path: None for path in clashing if keys & label(f"{function.name}-{path[-1]}")}
            for path in taken:
                message = f"{_called(path)} and the role that deploys {function.name} become one name."
                yield self.finding(path, message, _rename(blueprint, path, str(path[-1])))

    def _clashes(self, blueprint: Blueprint, named: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
        first: dict[str, Path] = {}
        for path, name in named:
            keys = label(name)
            known = next((first[key] for key in keys if key in first), None)
            for key in keys:
                first.setdefault(key, path)
            if known is not None:
                fix = _rename(blueprint, path, _told_apart(path, known))
                yield self.finding(path, _clash(path, known), fix)


class PhysicalNameLength(Rule):
    """A name is longer than AWS allows once blueprint and stage stand before it.

    The deployment fails, and often only in the stage with the longest name.
    """

    id = "physical-name-length"
    severity = Severity.ERROR
    topic = "names"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
    whole = True
    yields_to = ("name-valid",)
    bad = "{name: shop, functions: {writes-every-order-of-a-batch-to-the-history-of-its-customer: {}}}"
    good = "{name: shop, functions: {order-writer: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every name that does not fit in the stage with the longest name."""
        del today
        stage = max(blueprint.stage_names, key=len)
        for path, named, allowed in _physical(blueprint):
            length = len(f"{blueprint.name}-{stage}-{named}")
            if length not in allowed:
                name = str(path[-1])
                room = len(name) + allowed.maximum - length
                shorter = name[:room].rstrip("-_") if room > 0 else ""
                fix = _rename(blueprint, path, shorter, room) if shorter else None
                message = f"In stage {stage} its name has {length} characters; AWS takes {allowed}."
                yield self.finding(path, message, fix)


class PhysicalNameUnique(Rule):
    """Two stages give different things the same name.

    Where stages share an account, the second deployment fails, or takes over what is the first one's.
    """

    id = "physical-name-unique"
    severity = Severity.ERROR
    topic = "names"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
    whole = True
    bad = "{name: shop, stages: {dev: {}, dev-old: {}}, functions: {old-jobs: {}, jobs: {}}}"
    good = "{name: shop, stages: {dev: {}, previous: {}}, functions: {old-jobs: {}, jobs: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every name that another stage's name completes to one that exists there."""
        del today
        stages = blueprint.stage_names
        pairs = [
            (one, other) for one in stages for other in stages if other != one and other.startswith(f"{one}-")
        ]
        for node in _nodes(blueprint) if pairs else ():
            for one, other in pairs:
                shorter = node.name.removeprefix(f"{other[len(one) + 1 :]}-")
                if shorter != node.name and shorter in getattr(blueprint, str(node.path[0])):
                    physical = f"{blueprint.name}-{one}-{node.name}"
                    message = f"{physical} is {node.name} in stage {one} and {shorter} in stage {other}."
                    yield self.finding(node.path, message)


@lru_cache(maxsize=8192)
def label(name: str) -> frozenset[str]:
    """What a name becomes where formats spell it: names that share one of these clash.

    Words without separators are what CloudFormation and classes have; the name without its capitals
    is a folder on a file system that ignores them.
    """
    words = "".join(word.capitalize() for word in _WORD.findall(name))
    return frozenset({words, f"/{name.casefold()}"})


def _length(value: Function | Thing) -> Range | None:
    """How long its physical name may be; a function's role has the same name and limit."""
    if isinstance(value, Function):
        return min(
            catalog.limits("lambda.name_length"),
            catalog.limits("iam.role_name_length"),
            key=lambda each: each.maximum,
        )
    return catalog.limits(value.NAME_LENGTH) if value.existing is None and value.NAME_LENGTH else None


def _physical(blueprint: Blueprint) -> Iterator[tuple[Path, str, Range]]:
    """What has a name in AWS: what of it follows the stage, and how long all of it may be."""
    for node in _nodes(blueprint):
        allowed = _length(node.value)
        if allowed:
            ending = node.value.longest_ending if isinstance(node.value, Thing) else ""
            yield node.path, f"{node.name}{ending}", allowed
    for function in blueprint.each_function():
        if function.value.deployment:
            yield function.path, f"{function.name}{DEPLOYMENT}", catalog.limits("iam.role_name_length")
    for function, trigger in blueprint.every_trigger():
        if trigger.value.name_length:
            limits = catalog.limits(trigger.value.name_length)
            yield trigger.path, f"{function.name}-{trigger.name}", limits


def _nodes(blueprint: Blueprint) -> Iterator[Node[Function] | Node[Thing]]:
    yield from blueprint.each_function()
    yield from blueprint.each_thing()


def _named(blueprint: Blueprint) -> Iterator[Path]:
    for node in blueprint.each_function():
        yield node.path
        yield from ((*node.path, "triggers", name) for name in node.value.triggers)
    for thing in blueprint.each_thing():
        yield thing.path


def _triggers(blueprint: Blueprint) -> Iterator[tuple[Path, str]]:
    for node in blueprint.each_function():
        for name in node.value.triggers:
            yield (*node.path, "triggers", name), f"{node.name}-{name}"


def _clash(path: Path, known: Path) -> str:
    if path[-1] == known[-1] and len(path) == len(known) == len(("functions", "name")):
        return f"{known[0]} and {path[0]} both have the name {path[-1]}."
    mine, other = _called(path), _called(known)
    return f"{mine} and {other} become one name in an export."


def _called(path: Path) -> str:
    return " ".join(str(step) for step in path if step not in _COLLECTIONS)


_COLLECTIONS = ("functions", "triggers", "subscriptions")


def _told_apart(path: Path, known: Path) -> str:
    """A name that says what it is of, where something of another kind has the same one."""
    name, collection = str(path[-1]), str(path[0])
    if collection == known[0] or collection not in COLLECTIONS or name != known[-1]:
        return name
    longer = f"{name}-{COLLECTIONS[collection].KIND.rpartition('_')[2]}"
    return longer if len(longer) <= _LONGEST else name


def _slug(name: str) -> str:
    base = _NOT_IN_A_NAME.sub("-", name).strip("-_")[:_LONGEST].rstrip("-_")
    return base if base[:1].isalpha() else f"n{base}"[:_LONGEST]


def _rename(blueprint: Blueprint, path: Path, wanted: str, longest: int = _LONGEST) -> Fix | None:
    """The fix that renames to ``wanted``, or to what is free near it; never safe: AWS replaces it."""
    valid = wanted if _NAME.fullmatch(wanted) else _slug(wanted)
    chosen = _free(blueprint, path, valid, longest)
    if len(chosen) > longest:
        return None
    return all_of(f"Call it {chosen}", renaming(blueprint, path, chosen), safe=False)


def _free(blueprint: Blueprint, path: Path, wanted: str, longest: int) -> str:
    """``wanted``, or with a number behind it where its label is taken."""
    taken = blueprint.once(_taken)[len(path)]
    number, candidate = 1, wanted
    while candidate == path[-1] or any(
        taken.get(key, set()) - {path} for key in label(_label_of(path, candidate))
    ):
        number += 1
        ending = f"-{number}"
        candidate = f"{wanted[: max(1, longest - len(ending))]}{ending}"
    return candidate


def _label_of(path: Path, name: str) -> str:
    return f"{path[1]}-{name}" if "triggers" in path else name


def _taken(blueprint: Blueprint) -> dict[int, dict[str, set[Path]]]:
    """The labels in use, by the length of the paths that have them, and who has them."""
    taken: dict[int, dict[str, set[Path]]] = defaultdict(lambda: defaultdict(set))
    named = ((node.path, node.name) for node in _nodes(blueprint))
    triggers = len(("functions", "function", "triggers", "trigger"))
    for path, name in (*named, *_triggers(blueprint)):
        for key in label(name):
            taken[len(path)][key].add(path)
            if path[0] == "functions":  # some triggers have a role, as a function has
                taken[triggers][key].add(path)
    return taken
