"""Rules on how a function's code runs: snapshots, runtime updates, loops, durable and isolated executions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import each_use
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.triggers.direct import DirectTrigger
from designer.blueprint.triggers.rest_api import RestApiTrigger
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Rule, Severity, remove, set_value

_SNAPSTART = "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html"
_DURABLE = "https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html"
_TENANTS = "https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-invoke.html"
_INSTANCES = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html"
_UPDATES = "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"
_ALIAS = "live"
_VERSION = "arn:aws:lambda:eu-west-1::runtime:0a1b2c3d4e5f"
_DAILY = "triggers: {daily: {type: schedule, expression: rate(1 day)}}"
_FILES = "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0"
_PROVIDER = "arn:aws:lambda:eu-west-1:123456789012:capacity-provider:large"


def _worker(settings: str) -> str:
    return f"{{name: shop, functions: {{worker: {{{settings}}}}}}}"


class SnapstartRuntimeSupported(Rule):
    """A function is to start from a snapshot, which its runtime does not have.

    The deployment fails: SnapStart is for some managed runtimes of Java, Python and .NET.
    """

    id = "snapstart-runtime-supported"
    severity = Severity.ERROR
    topic = "function"
    source = _SNAPSTART
    bad = _worker("alias: live, snap_start: true, runtime: nodejs22.x")
    good = _worker("alias: live, snap_start: true, runtime: python3.13")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with SnapStart whose runtime is none of those."""
        del today
        known = catalog.choices("lambda.snapstart_runtimes").values if _any_snapshots(blueprint) else ()
        for function in blueprint.each_function():
            if function.value.snap_start and function.value.runtime not in known:
                at = function / "snap_start"
                message = f"{function.value.runtime} has no SnapStart; {listed(known)} have it."
                yield self.finding(at, message, set_value("Start without a snapshot", at, False, safe=False))


def _any_snapshots(blueprint: Blueprint) -> bool:
    return any(function.value.snap_start for function in blueprint.each_function())


class SnapstartNeedsVersion(Rule):
    """A function has snapshots that nobody starts from.

    Lambda takes a snapshot of each published version; what is invoked without one starts cold.
    """

    id = "snapstart-needs-version"
    severity = Severity.ERROR
    topic = "function"
    source = _SNAPSTART
    bad = _worker("snap_start: true")
    good = _worker("alias: live, snap_start: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with SnapStart and without an alias."""
        del today
        for function in blueprint.each_function():
            if function.value.snap_start and function.value.alias is None:
                message = f"{function.name} has no alias, so no version of it is ever published."
                fix = set_value(f"Add the alias {_ALIAS}", function / "alias", _ALIAS, safe=False)
                yield self.finding(function / "snap_start", message, fix)


class SnapstartExclusions(Rule):
    """A function starts from a snapshot and has what no snapshot can hold.

    Lambda refuses SnapStart together with provisioned concurrency, a mounted file system, more than
    the smallest /tmp, tenant isolation or instances of one's own.
    """

    id = "snapstart-exclusions"
    severity = Severity.ERROR
    topic = "function"
    source = _SNAPSTART
    bad = _worker("alias: live, snap_start: true, ephemeral_storage: 1024")
    good = _worker("alias: live, snap_start: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with SnapStart and one of these."""
        del today
        for function in blueprint.each_function():
            found = [*_unlike_snapshots(function.value)] if function.value.snap_start else []
            if found:
                at = function / "snap_start"
                message = f"{function.name} has {listed(found)}, which SnapStart cannot do."
                yield self.finding(at, message, set_value("Start without a snapshot", at, False, safe=False))


def _unlike_snapshots(function: Function) -> Iterator[str]:
    smallest = catalog.limits("lambda.ephemeral_storage")
    if function.concurrency.provisioned is not None or function.concurrency.scaling is not None:
        yield "provisioned concurrency"
    if function.file_system:
        yield "a file system"
    if function.ephemeral_storage > smallest.minimum:
        yield f"more than {smallest.said(smallest.minimum)} of /tmp"
    if function.tenant_isolation:
        yield "tenant isolation"
    if function.capacity:
        yield "instances of its own"


class RuntimeVersionManual(Rule):
    """A runtime version is named that does not act, or is missing.

    Manual updates keep the version that is named, so they need one; in the other modes Lambda refuses
    it.
    """

    id = "runtime-version-manual"
    severity = Severity.ERROR
    topic = "function"
    source = _UPDATES
    bad = _worker(f"runtime_updates: {{mode: Auto, version: '{_VERSION}'}}")
    good = _worker(f"runtime_updates: {{mode: Manual, version: '{_VERSION}'}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with the one and without the other."""
        del today
        for function in blueprint.each_function():
            updates, at = function.value.runtime_updates, (*function.path, "runtime_updates")
            if updates and updates.mode == "Manual" and updates.version is None:
                fix = set_value("Update with the function", (*at, "mode"), "FunctionUpdate", safe=False)
                yield self.finding(at, "Manual needs the ARN of the version that is kept.", fix)
            elif updates and updates.mode != "Manual" and updates.version is not None:
                fix = remove("Name no version", (*at, "version"), safe=False)
                yield self.finding((*at, "version"), f"{updates.mode} takes no version; Manual does.", fix)


class RecursionProtectionOff(Rule):
    """Nothing stops a function that invokes itself.

    Lambda would notice a loop through a queue, a topic or a bucket after some rounds and stop it; here
    it goes on until somebody sees the bill.
    """

    id = "recursion-protection-off"
    severity = Severity.WARNING
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    bad = _worker("recursive_loop: Allow")
    good = _worker("recursive_loop: Terminate")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that may go on."""
        del today
        rounds = catalog.number("lambda.loop_rounds")
        for function in blueprint.each_function():
            if function.value.recursive_loop == "Allow":
                message = (
                    f"A loop is not stopped after {rounds.value} {rounds.unit}; suppress this if it is meant."
                )
                at = function / "recursive_loop"
                yield self.finding(at, message, set_value("Stop loops", at, "Terminate", safe=False))


class EfsMountValid(Rule):
    """A function mounts a file system that it cannot reach.

    The deployment fails: a file system is reached through mount targets in the function's own VPC.
    """

    id = "efs-mount-valid"
    severity = Severity.ERROR
    topic = "network"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html"
    bad = _worker(f"file_system: {{access_point: '{_FILES}'}}")
    good = _worker(
        f"file_system: {{access_point: '{_FILES}'}}, "
        "network: {subnets: {a: subnet-0a1b2c3d, b: subnet-1a2b3c4d}, security_groups: {own: sg-0a1b2c3d}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with a file system and without a network."""
        del today
        for function in blueprint.each_function():
            if function.value.file_system and function.value.network is None:
                at = function / "file_system"
                message = f"{function.name} is in no VPC, so no mount target can be reached."
                yield self.finding(at, message, remove("Mount nothing", at, safe=False))


class DurableNeedsQualifier(Rule):
    """A durable function is invoked without a version.

    Lambda refuses that: an execution must be resumed by the code that it was started with.
    """

    id = "durable-needs-qualifier"
    severity = Severity.ERROR
    topic = "function"
    source = _DURABLE
    bad = _worker(
        "durable: {execution_timeout: 600}, triggers: {daily: {type: schedule, expression: rate(1 day)}}"
    )
    good = _worker(f"alias: live, durable: {{execution_timeout: 600}}, {_DAILY}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every durable function that something invokes, and that has no alias."""
        del today
        for function in blueprint.each_function():
            if function.value.durable is None or function.value.alias is not None:
                continue
            callers = [*function.value.triggers, *_callers(function.name, blueprint)]
            if callers:
                message = f"{listed(callers)} would invoke {function.name} without a version."
                fix = set_value(f"Add the alias {_ALIAS}", function / "alias", _ALIAS, safe=False)
                yield self.finding(function / "durable", message, fix)


def _callers(name: str, blueprint: Blueprint) -> Iterator[str]:
    """The functions, and the states of workflows, that invoke a function."""
    owners = {use.path[1]: None for use in each_use(blueprint) if use.name == name and _invokes(use.path)}
    yield from (str(owner) for owner in owners if owner != name)


def _invokes(path: Path) -> bool:
    return path[2:3] == ("scopes",) or path[0] == "workflows" or path[-2:-1] == ("asynchronous",)


class DurablePollFifteenMinutes(Rule):
    """A durable execution may take longer than what invokes it can wait.

    Lambda's poller and callers that wait get an answer within the time of one invocation or none; only
    asynchronous invocations start executions that go on for longer.
    """

    id = "durable-poll-15-minutes"
    severity = Severity.ERROR
    topic = "function"
    source = _DURABLE
    bad = """
      name: shop
      functions:
        worker: {alias: live, durable: {execution_timeout: 7200}, triggers: {poll: {type: sqs, queue: jobs}}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """
    good = """
      name: shop
      functions:
        worker: {alias: live, durable: {execution_timeout: 900}, triggers: {poll: {type: sqs, queue: jobs}}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such function that something waits for."""
        del today
        longest = catalog.limits("lambda.timeout")
        for function in blueprint.each_function():
            durable = function.value.durable
            too_long = durable is not None and durable.execution_timeout > longest.maximum
            waiting = [*_waiting(function, blueprint)] if too_long else []
            if durable and waiting:
                at = (*function.path, "durable", "execution_timeout")
                message = (
                    f"{durable.execution_timeout:,} s, but {listed(waiting)} waits at most "
                    f"{longest.said(longest.maximum)}."
                )
                title = f"Lower to {longest.said(longest.maximum)}"
                yield self.finding(at, message, set_value(title, at, longest.maximum, safe=False))


def _waiting(function: Node[Function], blueprint: Blueprint) -> Iterator[str]:
    """The triggers of a function that wait for it, and the functions and workflows that do."""
    for name, trigger in function.value.triggers.items():
        if trigger.invocation is not Invocation.ASYNCHRONOUS:
            yield name
    for name, caller in blueprint.functions.items():
        if "invoke" in caller.scopes.get(function.name, ()):
            yield name
    for name, workflow in blueprint.workflows.items():
        if any(task.function == function.name for _, task, _ in workflow.each_task()):
            yield name


class TenantIsolationExclusions(Rule):
    """A function keeps tenants apart and is invoked by what names no tenant.

    Only REST APIs and callers of the function itself can name one: HTTP APIs cannot set the header that
    says it, and Lambda refuses function URLs, provisioned concurrency and snapshots.
    """

    id = "tenant-isolation-exclusions"
    severity = Severity.ERROR
    topic = "function"
    source = _TENANTS
    bad = _worker(f"tenant_isolation: true, {_DAILY}")
    good = _worker("tenant_isolation: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such function with another trigger, or provisioned concurrency."""
        del today
        for function in blueprint.each_function():
            if function.value.tenant_isolation:
                found = [*_without_tenants(function)]
                if found:
                    at = function / "tenant_isolation"
                    message = f"{function.name} has {listed(found)}, which can name no tenant."
                    fix = set_value("Keep no tenants apart", at, False, safe=False)
                    yield self.finding(at, message, fix)


def _without_tenants(function: Node[Function]) -> Iterator[str]:
    for name, trigger in function.value.triggers.items():
        if not isinstance(trigger, (DirectTrigger, RestApiTrigger)):
            yield f"the trigger {name}"
    concurrency = function.value.concurrency
    if concurrency.provisioned is not None or concurrency.scaling is not None:
        yield "provisioned concurrency"


class ManagedInstancesExclusions(Rule):
    """A function runs on instances of your own and asks for what Lambda's own have.

    Lambda refuses it: the capacity provider has the network, and its environments are always ready.
    """

    id = "managed-instances-exclusions"
    severity = Severity.ERROR
    topic = "function"
    source = _INSTANCES
    bad = _worker(f"memory_size: 512, capacity: {{provider: '{_PROVIDER}'}}")
    good = _worker(f"memory_size: 2048, capacity: {{provider: '{_PROVIDER}'}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such function with a network, provisioned or reserved concurrency, or little memory."""
        del today
        least = catalog.number("lambda.instance_memory")
        for function in blueprint.each_function():
            if function.value.capacity is None:
                continue
            for at, what in _not_on_instances(function):
                message = f"{function.name} has {what}, which its instances cannot have."
                yield self.finding(at, message, set_value(f"Do without {what}", at, None, safe=False))
            if function.value.memory_size < least.value:
                at = blueprint.origin(function.name, "memory_size")
                message = f"{function.value.memory_size:,} MB, but instances take {least.value:,} MB or more."
                title = f"Raise to {least.value:,} MB"
                yield self.finding(at, message, set_value(title, at, least.value, safe=False))


def _not_on_instances(function: Node[Function]) -> Iterator[tuple[Path, str]]:
    if function.value.network is not None:
        yield function / "network", "a network of its own"
    if function.value.concurrency.provisioned is not None:
        yield (*function.path, "concurrency", "provisioned"), "provisioned concurrency"


class RoleSettingsIgnored(Rule):
    """A role that exists is to be changed.

    It is used as it is: the path and the boundary act on new roles only.
    """

    id = "role-settings-ignored"
    severity = Severity.WARNING
    topic = "iam"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
    bad = _worker("role: {existing: 'arn:aws:iam::123456789012:role/worker', path: /service/}")
    good = _worker("role: {existing: 'arn:aws:iam::123456789012:role/worker'}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every existing role with a path or a boundary."""
        del today
        for function in blueprint.each_function():
            role = function.value.role
            for field in ("path", "permissions_boundary") if role and role.existing else ():
                if getattr(role, field) is not None:
                    at = (*function.path, "role", field)
                    message = "The role exists, so this changes nothing."
                    yield self.finding(at, message, remove("Remove it", at))
