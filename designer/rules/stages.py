"""Rules on stages: overlays that fit, names that formats take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.stages import alone
from designer.rules.base import Finding, Rule, Severity, all_of, remove
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
            fix = remove(
                "Remove the entry", (*root, *alone(blueprint.stages[stage], misfit.path)), safe=False
            )
            yield self.finding((*root, *misfit.path), misfit.message, fix)


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
        for stage, overlay in blueprint.stages.items():
            if not form.matches(stage):
                wanted = stage.replace("_", "-")
                edits = [Edit(("stages", stage), UNSET), Edit(("stages", wanted), overlay)]
                fix = None if wanted in blueprint.stages else all_of(f"Call it {wanted}", edits, safe=False)
                message = f"The name {quoted(stage)} has to be {form.says}."
                yield self.finding(("stages", stage), message, fix)
