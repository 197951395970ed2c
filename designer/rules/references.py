"""Rules on references: a name leads to something, and functions do not wait for each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import UNSET, Edit, Path
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import NAME_PATTERN, Blueprint
from designer.blueprint.references import Reference, renamed, replaced
from designer.blueprint.referring import CONTEXTS, Form, Use, each_use, field_at, named_at, value_at
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.settings import hint, nearest, quoted


class DanglingReference(Rule):
    """Something is named that the design does not have.

    The export could not be deployed. Mostly a name is mistyped, or what it named was removed.
    """

    id = "dangling-reference"
    severity = Severity.ERROR
    topic = "references"
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html"
    )
    bad = """
      name: shop
      functions:
        worker: {triggers: {jobs: {type: sqs, queue: job}}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """
    good = """
      name: shop
      functions:
        worker: {triggers: {jobs: {type: sqs, queue: jobs}}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every use of a name or an attribute that leads to nothing."""
        del today
        for use in each_use(blueprint):
            target = use.target(blueprint)
            if target is None:
                yield self._unknown(blueprint, use)
            elif use.form is Form.TEXT and use.attribute not in blueprint.attributes(use.name):
                yield self._no_attribute(blueprint, use)

    def _unknown(self, blueprint: Blueprint, use: Use) -> Finding:
        known = [name for collection in use.collections for name in getattr(blueprint, collection)]
        if use.form is Form.TEXT and use.attribute is None:
            known.extend(CONTEXTS)
        where = (
            f"one of the {use.collections[0].replace('_', ' ')}"
            if len(use.collections) == 1
            else "in the design"
        )
        message = f"{quoted(use.name)} is not {where}{hint(use.name, known)}"
        near = nearest(use.name, known)
        if near:
            return self.finding(use.path, message, _replacing(blueprint, use, near))
        return self.finding(use.path, message, _created(blueprint, use) or _without(blueprint, use))

    def _no_attribute(self, blueprint: Blueprint, use: Use) -> Finding:
        known = list(blueprint.attributes(use.name))
        said = f"no attribute {quoted(use.attribute)}" if use.attribute else "no value of its own"
        chosen = nearest(use.attribute or "", known) or known[0]
        old, new = Reference(use.name, use.attribute), Reference(use.name, chosen)
        changed = replaced(_text(blueprint, use.path), old, new.written)
        fix = set_value(f"Use its {chosen}", use.path, changed, safe=False)
        message = f"{use.name} has {said}, but {listed([f'${{{use.name}.{each}}}' for each in known])}."
        return self.finding(use.path, message, fix)


def _text(blueprint: Blueprint, path: Path) -> str:
    return str(value_at(blueprint, path))


_SUFFICIENT = frozenset(
    {"buckets", "event_buses", "functions", "keys", "parameters", "queues", "secrets", "streams", "tables"}
    | {"topics", "user_pools"}
)
"""The collections of what needs no more than a name."""


def _created(blueprint: Blueprint, use: Use) -> Fix | None:
    """The fix that makes what is named, where it is clear what that would be; else nothing is lost by it."""
    collection = use.collections[0]
    known = len(use.collections) == 1 and use.form is Form.FIELD and collection in _SUFFICIENT
    if not known or use.name in blueprint.names() or not re.fullmatch(NAME_PATTERN, use.name):
        return None
    settings: dict[str, object] = {}
    if use.path[-2:] == ("dead_letter", "queue") and blueprint.queues[str(use.path[1])].fifo:
        settings["fifo"] = True
    kind = "function" if collection == "functions" else COLLECTIONS[collection].LABEL
    edit = Edit((collection, use.name), settings)
    return all_of(f"Create the {kind} {use.name}", [edit], safe=False)


def _replacing(blueprint: Blueprint, use: Use, name: str) -> Fix:
    """The fix that names ``name`` instead; a guess, so somebody has to agree."""
    title = f"Use {name}"
    if use.form is Form.FIELD:
        return set_value(title, use.path, name, safe=False)
    if use.form is Form.TEXT:
        text = renamed(_text(blueprint, use.path), use.name, name)
        return set_value(title, use.path, text, safe=False)
    named = named_at(blueprint, use.path[:-1])
    wanted = named[use.name]
    if use.path[-2] == "scopes":
        wanted = tuple(dict.fromkeys((*named.get(name, ()), *wanted)))
    edits = [Edit(use.path, UNSET), Edit((*use.path[:-1], name), wanted)]
    return all_of(title, edits, safe=False)


def _without(blueprint: Blueprint, use: Use) -> Fix | None:
    """The fix that removes the name, and what cannot do without it; none that leaves a workflow no state."""
    if use.form is Form.KEY:
        title = f"Remove the {_spoken(use.path[:-1]).removesuffix('s')}"
        return remove(title, use.path, safe=False)
    if use.form is Form.TEXT:
        what = "variable" if use.path[2:3] == ("environment",) else "value"
        return remove(f"Remove the {what}", use.path, safe=False)
    field, owner = field_at(blueprint, use.path), use.path[:-1]
    if field is None or not field.is_required():
        return remove(f"Remove the {_spoken(use.path)}", use.path, safe=False)
    if owner[-2:-1] == ("states",) and len(named_at(blueprint, owner[:-1])) == 1:
        return None
    title = "trigger" if owner[-2:-1] == ("triggers",) else _spoken(owner)
    return remove(f"Remove the {title}", owner, safe=False)


def _spoken(path: Path) -> str:
    words = [step for step in path if isinstance(step, str)]
    return words[-1].replace("_", " ")


class ReferenceCycle(Rule):
    """Functions or workflows know each other, in a circle.

    A function has to be deployed before what names it: in an environment, as the destination of
    events, as a step of a workflow. So every format refuses the design.
    """

    id = "reference-cycle"
    severity = Severity.ERROR
    topic = "references"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
    yields_to = ("deployment-hook-itself", "failure-target-is-source")
    bad = '{name: shop, functions: {worker: {environment: {SELF: "${worker.arn}"}}}}'
    good = '{name: shop, functions: {worker: {environment: {OTHER: "${packer.arn}"}}, packer: {}}}'

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every reference between functions and workflows that leads back to where it is."""
        del today
        uses = [
            use
            for use in each_use(blueprint)
            if use.path[0] in _WAITING
            and (use.target(blueprint) or ("",))[0] in _WAITING
            # Of a function whose logs matter, only the log group has to be there.
            and use.path[-1] != "logs_of"
        ]
        known: dict[str, set[str]] = {}
        for use in uses:
            known.setdefault(_waits(use), set()).add(_waited_for(use))
            known.setdefault(f"{use.name}{_ALIAS}", set()).add(use.name)
        for use in uses:
            if _waits(use) in _reached(_waited_for(use), known):
                message = f"{use.path[1]} needs {use.name}, which needs {use.path[1]} in turn."
                yield self.finding(use.path, message, _without(blueprint, use))


_WAITING = ("functions", "workflows")
"""The collections of what waits for what it names."""


_ALIAS = " alias"
"""Behind a function's name: its alias, which waits for more than the function does."""


def _waits(use: Use) -> str:
    """Who has to wait for what is named: what checks new versions, only the alias waits for."""
    return f"{use.path[1]}{_ALIAS if use.path[2:3] == ('deployment',) else ''}"


def _waited_for(use: Use) -> str:
    """Whom it has to wait for: who asks for the name or the version does not need the alias."""
    return use.name if use.attribute in ("name", "version") else f"{use.name}{_ALIAS}"


def _reached(start: str, known: dict[str, set[str]]) -> set[str]:
    """Every function that ``start`` needs, itself included."""
    reached, waiting = {start}, [start]
    while waiting:
        for name in known.get(waiting.pop(), ()):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached
