"""The review: every rule over every stage of a design."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from designer.blueprint.base import UNSET, Edit, EditError, Path, apply, dotted, same
from designer.blueprint.document import Blueprint, Profile
from designer.blueprint.memory import collector_resting
from designer.blueprint.referring import field_at
from designer.blueprint.stages import alone, said_at
from designer.rules.base import Finding, Fix, Hindsight, Rule, Severity
from designer.rules.registry import rules_about
from designer.rules.subjects import subjects

_PASSES = 1_000
"""Fixes uncover further findings, and those of one list wait for each other; this is far more than any."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the rules say about a design: open findings, and those that the author accepted."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many open findings have that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def errors(self) -> int:
        """How many errors are open; an export refuses them unless told otherwise."""
        return self.count(Severity.ERROR)

    def at(self, path: Path) -> tuple[Finding, ...]:
        """The open findings at exactly that path."""
        return tuple(finding for finding in self.findings if finding.path == path)


def review(
    blueprint: Blueprint, today: date, only: Iterable[Rule] | None = None, profile: Profile | None = None
) -> Review:
    """Every finding, most severe first, then in the order of the design.

    ``profile`` says which rules count, where it is not to be the design's own. A stage whose overlay
    changes nothing is judged once. What only some stages have is reported at the overlay's own setting
    where the overlay set the faulty value.
    """
    chosen = profile or blueprint.profile
    if chosen != blueprint.profile:  # some rules ask the design itself
        blueprint = apply(blueprint, [Edit(("profile",), chosen)])
    asked = rules_about(subjects(blueprint) | {chosen}) if only is None else tuple(only)
    active = _of_profile(asked, chosen)
    with collector_resting():
        direct = _said_once(_all_stages(blueprint, today, active), active)
        weighed = _weighed(blueprint, [*direct, *_in_hindsight(blueprint, direct, active)])
    found = sorted((_in_all_stages(each, blueprint) for each in weighed), key=lambda each: each.severity.rank)
    silenced = [_is_suppressed(each, blueprint) for each in found]
    return Review(
        tuple(each for each, quiet in zip(found, silenced, strict=True) if not quiet),
        tuple(each for each, quiet in zip(found, silenced, strict=True) if quiet),
    )


@lru_cache(maxsize=16)
def _of_profile(asked: tuple[Rule, ...], profile: Profile) -> tuple[Rule, ...]:
    return tuple(each for each in asked if profile in each.profiles)


@lru_cache(maxsize=16)
def _of_hindsight(asked: tuple[Rule, ...]) -> tuple[Hindsight, ...]:
    return tuple(each for each in asked if isinstance(each, Hindsight))


class _Places:
    """Places in a design, and whether another one holds any of them or lies in one."""

    def __init__(self) -> None:
        self._there: set[Path] = set()
        self._above: set[Path] = set()

    def add(self, path: Path) -> None:
        self._there.add(path)
        self._above.update(path[:length] for length in range(len(path)))

    def meet(self, path: Path) -> bool:
        return path in self._above or any(path[:length] in self._there for length in range(len(path) + 1))


def _said_once(found: Iterable[Finding], active: tuple[Rule, ...]) -> list[Finding]:
    """The findings without those of rules that yield to what another one says of the same place."""
    every, louder = list(found), _yielding(active)
    spoken: defaultdict[tuple[str, str | None], _Places] = defaultdict(_Places)
    speaking = {name for names in louder.values() for name in names}
    for each in every:
        if each.rule in speaking:
            spoken[each.rule, each.stage].add(each.path)

    def yields(finding: Finding) -> bool:
        others = ((name, stage) for name in louder[finding.rule] for stage in {None, finding.stage})
        return any(other in spoken and spoken[other].meet(finding.path) for other in others)

    return [each for each in every if each.rule not in louder or not yields(each)]


@lru_cache(maxsize=16)
def _yielding(asked: tuple[Rule, ...]) -> Mapping[str, tuple[str, ...]]:
    return {rule.id: rule.yields_to for rule in asked if rule.yields_to}


def _weighed(blueprint: Blueprint, found: list[Finding]) -> list[Finding]:
    """The findings as severe as the design says of their rules."""
    said = blueprint.severities
    if not said:
        return found
    return [
        replace(each, severity=Severity(said[each.rule])) if each.rule in said else each for each in found
    ]


def _in_hindsight(blueprint: Blueprint, found: list[Finding], active: tuple[Rule, ...]) -> Iterator[Finding]:
    later = _of_hindsight(active)
    if later:
        asked = frozenset(rule.id for rule in active) - {rule.id for rule in later}
        for rule in later:
            yield from rule.look_back(blueprint, found, asked)


def _all_stages(blueprint: Blueprint, today: date, active: tuple[Rule, ...]) -> Iterable[Finding]:
    designs: dict[int, tuple[Blueprint, list[str]]] = {}
    for stage in blueprint.stage_names:
        design = blueprint.for_stage(stage)
        designs.setdefault(id(design), (design, []))[1].append(stage)
    found: dict[tuple[str, Path, str], Finding] = {}
    for rule in active:
        if rule.whole:
            _gather(rule.check(blueprint, today), found)
            continue
        for design, stages in designs.values():
            only = stages[0] if len(stages) == 1 and len(blueprint.stage_names) > 1 else None
            checked = rule.check(design, today)
            overlay = {} if design is blueprint else blueprint.stages[stages[0]]
            _gather(_placed(checked, stages[0], overlay) if overlay else checked, found, only)
    return found.values()


def _gather(
    findings: Iterable[Finding], found: dict[tuple[str, Path, str], Finding], stage: str | None = None
) -> None:
    """Add what is new; what another stage has as well is of no stage in particular."""
    for finding in findings:
        key = (finding.rule, finding.path, finding.message)
        known = found.get(key)
        if known is None:
            found[key] = replace(finding, stage=stage) if stage else finding
        elif known.stage != stage:
            found[key] = replace(known, stage=None)


def _placed(findings: Iterable[Finding], stage: str, overlay: Mapping[str, object]) -> Iterator[Finding]:
    """The findings at the overlay's settings, where the overlay set what is faulty."""
    for finding in findings:
        path = ("stages", stage, *finding.path) if _sets(overlay, finding.path) else finding.path
        yield replace(finding, path=path, fix=finding.fix and _moved(finding.fix, stage, overlay))


def _moved(fix: Fix, stage: str, overlay: Mapping[str, object]) -> Fix:
    """The fix with its edits in the overlay, for the settings that the overlay has."""

    def move(edit: Edit) -> Edit:
        if not _sets(overlay, edit.path):
            return edit
        # A setting that goes takes along what would be empty without it: overlays hold settings only.
        path = alone(overlay, edit.path) if edit.value is UNSET else edit.path
        return Edit(("stages", stage, *path), edit.value)

    return replace(fix, edits=tuple(map(move, fix.edits)))


def _sets(overlay: Mapping[str, object], path: Path) -> bool:
    """Whether the overlay sets the very setting at ``path``."""
    said = said_at(overlay, path)
    return said is not None and not isinstance(said[0], Mapping)


def _in_all_stages(finding: Finding, blueprint: Blueprint) -> Finding:
    """The finding with a fix that takes what stages say of a thing away together with the thing."""
    fix = finding.fix
    if fix is None or not blueprint.stages or any(edit.path[0] == "stages" for edit in fix.edits):
        return finding
    gone = [edit.path for edit in fix.edits if edit.value is UNSET]
    also = [Edit(path, UNSET) for each in gone for path in _left_behind(blueprint, each)]
    return replace(finding, fix=replace(fix, edits=(*fix.edits, *also))) if also else finding


def _left_behind(blueprint: Blueprint, path: Path) -> Iterator[Path]:
    """Where stages say what nothing is left to take once ``path`` is removed; a setting has its default."""
    is_setting = field_at(blueprint, path) is not None
    for stage, overlay in blueprint.stages.items():
        said = said_at(overlay, path)
        if said is not None and (isinstance(said[0], Mapping) or not is_setting):
            yield ("stages", stage, *alone(overlay, path))


def _is_suppressed(finding: Finding, blueprint: Blueprint) -> bool:
    at = dotted(finding.path)
    return any(each.covers(finding.rule, at) for each in blueprint.suppress)


def fixed(
    blueprint: Blueprint, today: date, *, unsafe: bool = False, profile: Profile | None = None
) -> tuple[Blueprint, tuple[Finding, ...]]:
    """The design with every safe fix applied until nothing more is found, and what was healed.

    ``unsafe`` applies the fixes that need a decision, too. A fix that does not apply, or that would leave
    nothing to deploy, is left out.
    ``profile`` is as in ``review``.
    """
    healed: list[Finding] = []
    before = [blueprint]
    for _ in range(_PASSES):
        blueprint, mended = _one_pass(blueprint, today, unsafe, profile)
        healed.extend(mended)
        if not mended or any(same(blueprint, each) for each in before):
            break  # nothing is left, or two fixes fight
        before.append(blueprint)
    return blueprint, tuple(healed)


def _one_pass(
    blueprint: Blueprint, today: date, unsafe: bool, profile: Profile | None
) -> tuple[Blueprint, list[Finding]]:
    """Apply the fixes that do not touch what another one has just changed; those wait for the next pass."""
    touched: list[Path] = []
    said: list[str] = []
    mended: list[Finding] = []
    for finding in review(blueprint, today, profile=profile).findings:
        if mended and finding.severity is not mended[0].severity:
            break  # what is less severe is judged again first: an error may have been its cause
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe) or _is_late(fix, touched, said):
            continue
        try:
            changed = apply(blueprint, fix.edits)
        except EditError:
            continue
        if not same(changed, blueprint) and (changed.deploys() or not blueprint.deploys()):
            blueprint = changed
            touched.extend(map(_touched, fix.edits))
            said.extend(text for edit in fix.edits for text in _texts(edit.value))
            mended.append(finding)
    return blueprint, mended


def _is_late(fix: Fix, touched: list[Path], said: list[str]) -> bool:
    """Whether a fix of this pass changed what the finding was about, or named what the fix removes."""
    gone = [str(edit.path[-1]) for edit in fix.edits if edit.value is UNSET]
    return any(_overlap(edit.path, touched) for edit in fix.edits) or any(
        name in text for name in gone for text in said
    )


def _texts(value: object) -> Iterator[str]:
    """Every text in the value of an edit."""
    if isinstance(value, str):
        yield value
    inner = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    )
    for each in inner:
        yield from _texts(each)


def _touched(edit: Edit) -> Path:
    """What an edit changes: of a list that loses an item, the places of all that follow, too."""
    leaves_list = edit.value is UNSET and isinstance(edit.path[-1], int)
    return edit.path[:-1] if leaves_list else edit.path


def _overlap(path: Path, others: Iterable[Path]) -> bool:
    return any(path[: len(other)] == other[: len(path)] for other in others)
