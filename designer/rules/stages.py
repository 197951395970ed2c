"""Rules on stages: overlays that fit, names that formats take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit, EditError, Path, apply, dotted
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import field_at, value_at
from designer.blueprint.stages import Misfit, alone
from designer.catalog import Pattern
from designer.rules.base import Finding, Fix, Rule, Severity, all_of, remove
from designer.rules.settings import quoted

_SOURCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html"


class StageOverlayMisfit(Rule):
    """A stage changes a setting that the design does not have, or cannot have.

    The change is left out, so the stage is not what its author believes it to be.
    """

    id = "stage-overlay-misfit"
    severity = Severity.ERROR
    topic = "stages"
    source = _SOURCE
    whole = True
    bad = "{name: shop, stages: {prod: {functions: {wroker: {timeout: 60}}}}, functions: {worker: {}}}"
    good = "{name: shop, stages: {prod: {functions: {worker: {timeout: 60}}}}, functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every entry of an overlay that does not apply."""
        del today
        for stage, misfit in blueprint.misfits():
            root = ("stages", stage)
            whole = alone(blueprint.stages[stage], misfit.path)
            fix = _said(blueprint, stage, misfit) or remove("Remove the entry", (*root, *whole), safe=False)
            yield self.finding((*root, *misfit.path), misfit.message, fix)


def _said(blueprint: Blueprint, stage: str, misfit: Misfit) -> Fix | None:
    """The fix that says for all stages what one would change and none has, where that makes it fit."""
    overlay: object = blueprint.stages[stage]
    for length, step in enumerate(misfit.path, 1):
        overlay = overlay[step] if isinstance(overlay, Mapping) else None
        at = misfit.path[:length]
        unsaid = field_at(blueprint, at) is not None and value_at(blueprint, at) is None
        if unsaid and isinstance(overlay, Mapping):
            return _tried(blueprint, Edit(at, overlay), (stage, misfit.path))
    return None


def _tried(blueprint: Blueprint, edit: Edit, misfit: tuple[str, Path]) -> Fix | None:
    try:
        changed = apply(blueprint, [edit])
    except EditError:
        return None
    if misfit in {(stage, each.path) for stage, each in changed.misfits()}:
        return None
    return all_of(f"Say {dotted(edit.path)} in all stages", [edit], safe=False)


class StageNameValid(Rule):
    """A stage has a name that CloudFormation cannot look settings up by.

    The template is refused where stages differ: the keys of its mappings have no ``_``.
    """

    id = "stage-name-valid"
    severity = Severity.ERROR
    topic = "stages"
    source = _SOURCE
    whole = True
    bad = "{name: shop, stages: {pre_prod: {}}, functions: {worker: {}}}"
    good = "{name: shop, stages: {pre-prod: {}}, functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every stage whose name does not have the form."""
        del today
        form = catalog.pattern("cloudformation.mapping_key")
        for stage in blueprint.stages:
            if not form.matches(stage):
                message = f"The name {quoted(stage)} has to be {form.says}."
                yield self.finding(("stages", stage), message, renamed(blueprint, stage, form))


def renamed(blueprint: Blueprint, stage: str, form: Pattern) -> Fix | None:
    """The fix that gives a stage a name of a form, as near to its own as is free."""
    lower = stage.lower()
    names = (stage.replace("_", "-"), lower.replace("_", "-"), "".join(filter(str.isalnum, lower)))
    wanted = next((each for each in names if form.matches(each) and each not in blueprint.stages), None)
    if wanted is None or stage not in blueprint.stages:
        return None
    edits = [Edit(("stages", stage), UNSET), Edit(("stages", wanted), blueprint.stages[stage])]
    return all_of(f"Call the stage {wanted}", edits, safe=False)
