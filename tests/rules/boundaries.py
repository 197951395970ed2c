"""The last number that each numeric rule lets pass, and the first that it finds: one line for each boundary.

A line starts from the rule's own example and sets one value by its path in it; ``make`` makes the value of
the number where it is not the number itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import yaml

from designer.rules.registry import rule
from tests.rules.judging import TODAY


@dataclass(frozen=True)
class Boundary:
    """``fine`` passes and ``off``, its neighbour, is found."""

    id: str
    path: str
    """Where the value is, in dots; empty where ``make`` makes the whole design."""
    fine: int
    off: int
    make: Callable[[int], Any] = int
    example: str = "bad"
    more: dict[str, Any] = field(default_factory=dict)
    """Other values that the boundary needs, by their paths."""
    today: Callable[[int], date] | None = None
    """The day of each number, where that is what is counted."""

    def design(self, number: int) -> Any:
        """The example with the number in it."""
        if not self.path and self.today is None:
            return self.make(number)
        the_rule = rule(self.id)
        assert the_rule is not None
        made = yaml.load(getattr(the_rule, self.example), yaml.CSafeLoader)
        for path, value in self.more.items():
            _set(made, path, value)
        if self.path:
            _set(made, self.path, self.make(number))
        return made

    def day(self, number: int) -> date:
        """The day on which it is judged."""
        return self.today(number) if self.today else TODAY


def _set(made: Any, path: str, value: Any) -> None:
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        made = made[step] if isinstance(step, int) else made.setdefault(step, {})
    made[last] = value


def text(length: int) -> str:
    """A text of that length."""
    return "x" * length


def several(form: str) -> Callable[[int], list[str]]:
    """So many texts of a form."""
    return lambda count: [form.format(number) for number in range(count)]


def named(value: Any = None) -> Callable[[int], dict[str, Any]]:
    """So many entries of a mapping."""
    return lambda count: {f"key{number}": value for number in range(count)}


def subnets(count: int) -> dict[str, str]:
    """So many subnets, each another one."""
    return {f"key{number}": f"subnet-{number}a1b2c3d" for number in range(count)}


def since(day: date) -> Callable[[int], date]:
    """So many days after a day."""
    return lambda days: day + timedelta(days=days)


WORKER = "functions.worker"
STATES = "workflows.fulfil.states"
NIGHTLY = "functions.report.triggers.nightly"
HEARD = "functions.bill.triggers.heard"
FILTER = {"a": [1]}
READER = {"triggers": {"c": {"type": "kinesis", "stream": "s", "maximum_retries": 3, "on_failure": "q"}}}
CHANGES = {"triggers": {"c": {"type": "dynamodb_stream", "table": "t", "on_failure": "q"}}}


def readers(count: int) -> Any:
    """So many functions that read one stream."""
    return {"name": "a", "functions": named(READER)(count), "streams": {"s": {}}, "queues": {"q": {}}}


def followers(count: int) -> Any:
    """So many functions that read one table's stream."""
    tables = {"t": {"stream": "NEW_IMAGE"}}
    return {"name": "a", "functions": named(CHANGES)(count), "tables": tables, "queues": {"q": {}}}


def publishers(count: int) -> Any:
    """So many signers of one configuration."""
    profile = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release{}/abcdefghij"
    return {"name": "a", "code_signing": {"own": {"publishers": several(profile)(count)}}}


def provided(count: int) -> Any:
    """A capacity provider with so many subnets."""
    placed = {"subnets": subnets(count), "security_groups": {"own": "sg-0a1b2c3d"}}
    return {"name": "a", "capacity_providers": {"large": placed}}


def versions(count: int) -> Any:
    """Functions on so many versions of a language."""
    return {"name": "a", "functions": {f"f{n}": {"runtime": f"python3.{13 - n}"} for n in range(count)}}


def cron(length: int) -> str:
    """An expression of that length, which is legal but for it."""
    minutes = (length - len("cron(0 3 * * ? *)")) // 2
    return f"cron(0{',0' * minutes} 3 * * ? *)"


TABLE = (
    Boundary("function-too-many-routes", "functions.items.triggers.http.routes", 10, 11, several("GET /{}")),
    Boundary("function-handler-module", f"{WORKER}.handler", 129, 128, text),
    Boundary("function-runtime-create-blocked", "", -1, 0, today=since(date(2024, 1, 9))),
    Boundary("function-runtime-deprecated", "", -1, 0, today=since(date(2025, 12, 15))),
    Boundary("function-runtime-expiring", "", -180, -179, today=since(date(2027, 4, 30))),
    Boundary("function-runtime-expiring", "", 0, -1, today=since(date(2027, 4, 30))),
    Boundary("function-policy-size", "functions.orders.triggers.http.routes", 40, 41, several("GET /{}")),
    Boundary("http-routes-max", "functions.items.triggers.http.routes", 300, 301, several("GET /{}")),
    Boundary("function-runtime-versions", "functions.a.runtime", 12, 11, "python3.{}".format),
    Boundary("stack-resource-count", "functions", 150, 151, named({})),
    Boundary("java-without-snapstart", "functions.quote.ephemeral_storage", 513, 512),
    Boundary("snapstart-exclusions", f"{WORKER}.ephemeral_storage", 512, 513),
    Boundary("durable-poll-15-minutes", f"{WORKER}.durable.execution_timeout", 900, 901),
    Boundary("managed-instances-exclusions", f"{WORKER}.memory_size", 2048, 2047),
    Boundary("network-addresses-valid", "networks.inside.cidr", 16, 15, "10.0.0.0/{}".format),
    Boundary("network-addresses-valid", "networks.inside.cidr", 26, 27, "10.0.0.0/{}".format),
    Boundary("alias-name-valid", f"{WORKER}.alias", 128, 129, text),
    Boundary("deployment-alarm-count", f"{WORKER}.deployment.alarms", 10, 11, several("alarm-{}")),
    Boundary("custom-resource-timeout-short", "functions.seed.triggers.rows.service_timeout", 60, 59),
    Boundary("reserved-concurrency-range", f"{WORKER}.concurrency.reserved", 0, -1),
    Boundary("demand-exceeds-account", f"{WORKER}.triggers.first.maximum_concurrency", 998, 999),
    Boundary("scaling-bounds-valid", f"{WORKER}.concurrency.scaling.maximum", 5, 4),
    Boundary("reserved-below-esm-maximum", f"{WORKER}.concurrency.reserved", 10, 9),
    Boundary("reserved-too-low-for-sqs", f"{WORKER}.concurrency.reserved", 5, 4),
    Boundary(
        "layers-max-five",
        f"{WORKER}.layers",
        5,
        6,
        several("arn:aws:lambda:us-east-1:123456789012:layer:l{}:1"),
    ),
    Boundary("vpc-config-complete", f"{WORKER}.network.subnets", 16, 17, named("subnet-0a1b2c3d"), "good"),
    Boundary("vpc-config-complete", f"{WORKER}.network.security_groups", 5, 6, named("sg-0a1b2c3d"), "good"),
    Boundary("schedule-expression-valid", f"{NIGHTLY}.expression", 255, 257, cron),
    Boundary("vpc-multi-az", f"{WORKER}.network.subnets", 2, 1, subnets, "good"),
    Boundary("schedule-times-valid", f"{NIGHTLY}.end", 1, 0, "2099-01-01T00:00:{:02}Z".format, "good"),
    Boundary("schedule-over", f"{NIGHTLY}.expression", 23, 22, "at(2026-11-{}T12:00:00)".format),
    Boundary("schedule-never", f"{NIGHTLY}.expression", 2025, 2026, "cron(0 8 31 2 ? {})".format),
    Boundary("schedule-overlap", "functions.report.timeout", 300, 301),
    Boundary("eventbridge-pattern-valid", f"{HEARD}.pattern.source.0", 4096 - 15, 4096 - 14, text, "good"),
    Boundary(
        "event-archive-name-length",
        "",
        48,
        49,
        lambda n: {"name": "a", "stages": {"b": {}}, "event_buses": {"x" * (n - 4): {"archive": {}}}},
    ),
    Boundary("eventbridge-input-limits", f"{HEARD}.input.factor", 8192 - 14, 8192 - 13, text),
    Boundary("pipe-filter-valid", "functions.pack.triggers.jobs.filters", 5, 6, lambda n: [FILTER] * n),
    Boundary("pipe-template-length", "functions.pack.triggers.jobs.template", 8192, 8193, text),
    Boundary("api-timeout-exceeds-integration", "functions.items.timeout", 30, 31),
    Boundary("api-timeout-no-headroom", "functions.items.timeout", 29, 30),
    Boundary("api-description-length", "apis.front.description", 1024, 1025, text),
    Boundary("http-scopes-valid", "functions.items.triggers.http.scopes.0", 64, 65, text, "good"),
    Boundary("api-integration-timeout-range", "functions.items.triggers.rest.timeout", 29, 30),
    Boundary(
        "rest-resources-max",
        "functions.items.triggers.rest.routes.0",
        300,
        301,
        lambda n: f"GET {'/a' * n}",
    ),
    Boundary("alb-conditions", "functions.quote.triggers.web.paths", 5, 6, several("/{}")),
    Boundary("alb-idle-timeout", "functions.quote.timeout", 60, 61),
    Boundary("alb-health-check", "functions.quote.triggers.web.health_check.interval", 31, 30),
    Boundary("graphql-timeout", "functions.orders.timeout", 30, 31),
    Boundary(
        "graphql-api-keys", "graphql_apis.shop.api_keys", 50, 51, named({"expires": "2027-06-30"}), "good"
    ),
    Boundary("graphql-api-key-expiry", "", -365, -366, today=since(date(2027, 6, 30)), example="good"),
    Boundary("graphql-api-key-expiry", "", -1, 0, today=since(date(2027, 6, 30)), example="good"),
    Boundary("cognito-trigger-timeout", "functions.welcome.timeout", 5, 6),
    Boundary("cognito-password-strength", "user_pools.people.password.minimum_length", 8, 7),
    Boundary(
        "schedule-clock-change",
        "functions.report.triggers.nightly.expression",
        3,
        2,
        lambda n: f"cron(0 {n} * * ? *)",
    ),
    Boundary("pipe-timeout", "functions.pack.timeout", 300, 301),
    Boundary("alexa-timeout", "functions.tell.timeout", 8, 9),
    Boundary("sync-chain-timeouts", "functions.price.timeout", 29, 30),
    Boundary("sqs-large-batch-needs-window", f"{WORKER}.triggers.poll.batch_size", 10, 11),
    Boundary("sqs-visibility-below-timeout", "queues.jobs.visibility_timeout", 30, 29),
    Boundary("sqs-dlq-retention", "queues.failed.message_retention", 345_601, 345_600),
    Boundary("dynamodb-stream-readers", "", 2, 3, followers),
    Boundary("kinesis-shared-throughput", "", 2, 3, readers),
    Boundary("reserved-below-stream-parallelism", "functions.sums.concurrency.reserved", 8, 7),
    Boundary("sqs-provisioned-mode-range", "functions.bill.triggers.orders.pollers.maximum", 20, 19),
    Boundary("sns-filter-limits", "queues.jobs.subscriptions.orders.filter", 5, 6, named([1])),
    Boundary("secret-rotation", "functions.f.triggers.t.days", 90, 91, example="good"),
    Boundary(
        "log-subscription-filters",
        "functions.watch.triggers",
        5,
        6,
        named({"type": "logs", "logs_of": "worker"}),
    ),
    Boundary(
        "parameter-value-length",
        "parameters.text.value",
        4096,
        4097,
        text,
        more={"parameters.text.tier": "Standard"},
    ),
    Boundary("bucket-lifecycle-valid", "buckets.logs.lifecycle.cold.transition.days", 30, 29),
    Boundary(
        "table-index-valid", "tables.orders.local_indexes", 5, 6, named({"sort_key": "total:N"}), "good"
    ),
    Boundary("stream-retention", "streams.clicks.retention", 168, 167),
    Boundary(
        "workflow-definition-valid",
        STATES,
        80,
        81,
        lambda n: {"x" * n: {"type": "wait", "seconds": 5}},
        "good",
    ),
    Boundary("workflow-timeout-below-function", f"{STATES}.work.timeout", 30, 29),
    Boundary("workflow-map-concurrency", f"{STATES}.each.max_concurrency", 5, 6),
    Boundary("workflow-express-duration", f"{STATES}.pause.seconds", 300, 301),
    Boundary("workflow-inline-map", f"{STATES}.each.max_concurrency", 40, 41),
    Boundary("workflow-map-express-children", f"{STATES}.each.states.rest.seconds", 300, 301),
    Boundary("alarm-threshold-unreachable", "alarms.thresholds.queue_age", 599, 600),
    Boundary("iam-policy-size", f"{WORKER}.statements.0.resources", 10_177, 10_178, text),
    Boundary("http-routes-max", "functions.items.triggers.http.routes", 300, 301, several("GET /{}")),
    Boundary("capacity-provider-placed", "", 16, 17, provided),
    Boundary("capacity-provider-placed", "", 1, 0, provided),
    Boundary("code-signing-valid", "", 20, 21, publishers),
    Boundary("function-runtime-versions", "", 2, 3, versions),
    Boundary("log-retention-one-year", f"{WORKER}.logging.retention_days", 365, 364),
)
"""Every boundary that no example of a rule shows by itself."""
