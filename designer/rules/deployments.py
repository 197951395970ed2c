"""Rules on how a new version gets its invocations: step by step by CodeDeploy, or by weights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.rules.alarms import alarmed
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value

_ROUTING = "https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html"
_STEPS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html"
_HOOKS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html"
_WATCHED = "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html"
_ALIAS = "live"
_AT_ONCE = "AllAtOnce"
_WEIGHTS = "routing: {version: '3', weight: 10}"


def _worker(settings: str, more: str = "") -> str:
    return f"{{name: shop, functions: {{worker: {{{settings}}}{more}}}}}"


class DeploymentNeedsAlias(Rule):
    """Invocations are to move to a new version, and there is no alias that leads to one.

    Steps and weights are those of an alias; without one every invocation gets the code that was
    deployed last, at once.
    """

    id = "deployment-needs-alias"
    severity = Severity.ERROR
    topic = "function"
    source = _ROUTING
    bad = _worker(_WEIGHTS)
    good = _worker(f"alias: live, {_WEIGHTS}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with steps or weights and without an alias."""
        del today
        for function in blueprint.each_function():
            fields = [name for name in ("deployment", "routing") if getattr(function.value, name)]
            if fields and function.value.alias is None:
                fix = set_value(f"Add the alias {_ALIAS}", function / "alias", _ALIAS, safe=False)
                message = f"{function.name} has no alias, so its {fields[0]} moves nothing."
                yield self.finding(function / fields[0], message, fix)


class RoutingExclusions(Rule):
    """An alias with weights has what no alias with weights may have.

    AWS refuses provisioned concurrency for an alias that leads to two versions, and CodeDeploy an alias
    whose weights somebody else sets.
    """

    id = "routing-exclusions"
    severity = Severity.ERROR
    topic = "function"
    source = _ROUTING
    bad = _worker(f"alias: live, concurrency: {{provisioned: 2}}, {_WEIGHTS}")
    good = _worker(f"alias: live, {_WEIGHTS}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with weights and one of these."""
        del today
        for function in blueprint.each_function():
            concurrency = function.value.concurrency
            ready = concurrency.provisioned is not None or concurrency.scaling is not None
            other = "steps" if function.value.deployment else "provisioned concurrency" if ready else None
            if function.value.routing and other:
                fix = remove("Set no weights", function / "routing", safe=False)
                yield self.finding(function / "routing", f"{function.name} also has {other}.", fix)


class DeploymentUnwatched(Rule):
    """A new version gets its invocations step by step, and nobody looks.

    Without an alarm nothing stops the steps, however many invocations fail: the error only reaches
    everybody later.
    """

    id = "deployment-unwatched"
    severity = Severity.WARNING
    topic = "alarms"
    source = _WATCHED
    profiles = LASTING
    bad = _worker("alias: live, deployment: {}")
    good = _worker("alias: live, deployment: {alarms: worker-errors}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with steps and without an alarm, its own of this design included."""
        del today
        for function in blueprint.each_function():
            deployment = function.value.deployment
            if deployment is None or deployment.steps == _AT_ONCE or deployment.alarms:
                continue
            settings = blueprint.alarms
            if settings is None or not settings.functions or function.name in settings.without:
                message = f"No alarm stops {deployment.steps} of {function.name}."
                yield self.finding(function / "deployment", message, _watched(function, blueprint))


def _watched(function: Node[Function], blueprint: Blueprint) -> Fix:
    """The fix that lets the design's own alarms watch a function."""
    settings = blueprint.alarms
    if settings is None:
        return alarmed(blueprint)
    others = tuple(name for name in settings.without if name != function.name)
    edits = [] if settings.functions else [Edit(("alarms", "functions"), True)]
    edits += [Edit(("alarms", "without"), others)] if others != settings.without else []
    return all_of(f"Watch {function.name}", edits, safe=False)


class DeploymentWithoutSteps(Rule):
    """CodeDeploy moves everything at once, with nothing checked.

    That is what happens without it, too, only slower and with one more thing that can fail.
    """

    id = "deployment-without-steps"
    severity = Severity.INFO
    topic = "function"
    source = _STEPS
    profiles = LASTING
    bad = _worker("alias: live, deployment: {steps: AllAtOnce}")
    good = _worker("alias: live, deployment: {steps: AllAtOnce, before: tests}", ", tests: {}")
    whole = True

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every deployment at once, in every stage, without a check."""
        del today
        for function in blueprint.each_function():
            deployment, at = function.value.deployment, (*function.path, "deployment")
            if deployment is None or deployment.before or deployment.after:
                continue
            said = {_steps(blueprint, stage, function.name) for stage in blueprint.stage_names}
            if said == {_AT_ONCE}:
                fix = remove("Deploy without CodeDeploy", at, safe=False)
                yield self.finding(
                    (*at, "steps"), f"{_AT_ONCE}, and no function checks before or after.", fix
                )


def _steps(blueprint: Blueprint, stage: str, function: str) -> str | None:
    found = blueprint.for_stage(stage).functions[function].deployment
    return found.steps if found else None


class DeploymentHookItself(Rule):
    """A function is to check its own new version.

    What checks a version is invoked as it was deployed last, so the code would judge itself, and
    CloudFormation sees a circle.
    """

    id = "deployment-hook-itself"
    severity = Severity.ERROR
    topic = "function"
    source = _HOOKS
    bad = _worker("alias: live, deployment: {alarms: worker-errors, before: worker}")
    good = _worker("alias: live, deployment: {alarms: worker-errors, before: tests}", ", tests: {}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that is named in its own deployment."""
        del today
        for function in blueprint.each_function():
            for field in ("before", "after") if function.value.deployment else ():
                if getattr(function.value.deployment, field) == function.name:
                    at = (*function.path, "deployment", field)
                    message = f"{function.name} cannot check itself; name another function."
                    yield self.finding(at, message, remove("Check nothing", at, safe=False))


class DeploymentAlarmCount(Rule):
    """More alarms watch a deployment than CodeDeploy takes.

    The deployment group is refused.
    """

    id = "deployment-alarm-count"
    severity = Severity.ERROR
    topic = "alarms"
    source = _WATCHED
    bad = _worker(f"alias: live, deployment: {{alarms: [{', '.join(f'alarm-{n}' for n in range(11))}]}}")
    good = _worker("alias: live, deployment: {alarms: [alarm-1, alarm-2]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every deployment with more alarms, the function's own included."""
        del today
        allowed = catalog.limits("codedeploy.alarms")
        settings = blueprint.alarms
        for function in blueprint.each_function():
            if function.value.deployment is None:
                continue
            named, at = function.value.deployment.alarms, (*function.path, "deployment", "alarms")
            own = int(settings is not None and settings.functions and function.name not in settings.without)
            if len(named) + own not in allowed:
                kept = named[: allowed.maximum - own]
                fix = set_value(f"Keep the first {len(kept)}", at, kept, safe=False)
                yield self.finding(at, f"{len(named) + own} alarms; CodeDeploy takes {allowed}.", fix)
