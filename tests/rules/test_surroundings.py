"""What surrounds functions: stages, networks, what is kept, what nobody uses, how much there is."""

from __future__ import annotations

import pytest

from designer import catalog
from designer.blueprint.base import apply
from designer.rules.production import is_production
from tests.rules.judging import design, found, places


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("prod", True),
        ("Production", True),
        ("prod-eu", True),
        ("live", True),
        ("dev", False),
        ("preprod", False),
    ],
)
def test_production(stage: str, expected: bool):
    assert is_production(stage) is expected


def staged(stages: str, function: str) -> str:
    return f"{{name: a, stages: {{{stages}}}, functions: {{f: {{{function}}}}}}}"


READY = "alias: live, concurrency: {provisioned: 3}"


@pytest.mark.parametrize(
    ("stages", "function", "expected"),
    [
        ("dev: {}, prod: {}", READY, ["functions.f.concurrency.provisioned"]),
        ("dev: {}", READY, []),
        ("prod: {}", READY, []),
        ("dev: {}, prod: {functions: {f: {concurrency: {provisioned: 3}}}}", "alias: live", []),
        (
            "dev: {functions: {f: {concurrency: {provisioned: 1}}}}, prod: {}",
            "alias: live",
            ["stages.dev.functions.f.concurrency.provisioned"],
        ),
        ("dev: {functions: {f: {concurrency: {provisioned: null}}}}, prod: {}", READY, []),
        ("dev: {functions: {f: {timeout: 5}}}, prod: {}", READY, ["functions.f.concurrency.provisioned"]),
    ],
)
def test_kept_ready_where_users_are(stages: str, function: str, expected: list[str]):
    text = staged(stages, function)
    findings = found(text, "provisioned-in-nonprod")
    assert [".".join(map(str, each.path)) for each in findings] == expected
    for each in findings:
        assert each.fix is not None
        healed = apply(design(text), each.fix.edits)
        assert not found(healed, "provisioned-in-nonprod")
        assert healed.for_stage("prod") == design(text).for_stage("prod").model_copy(
            update={"stages": healed.stages}
        )


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("environment: {LOG_LEVEL: debug}", 1),
        ("environment: {LOG_LEVEL: INFO}", 0),
        ("environment: {OTHER: DEBUG}", 0),
        ("environment: {POWERTOOLS_LOGGER_LOG_EVENT: 'true'}", 1),
        ("environment: {POWERTOOLS_LOGGER_LOG_EVENT: 'false'}", 0),
        ("logging: {application_level: TRACE}", 1),
        ("logging: {application_level: WARN}", 0),
        ("logging: {application_level: TRACE, format: Text}", 0),  # log-level-needs-json's
    ],
)
def test_production_does_not_log_what_users_send(function: str, expected: int):
    text = staged("dev: {}, prod: {}", function)
    findings = found(text, "sensitive-data-in-logs")
    assert len(findings) == expected
    assert not found(staged("dev: {}", function), "sensitive-data-in-logs")
    for each in findings:
        assert each.fix is not None
        healed = apply(design(text), each.fix.edits)
        assert not found(healed, "sensitive-data-in-logs")
        assert healed.functions == design(text).functions


@pytest.mark.parametrize(
    ("collection", "things", "function", "expected"),
    [
        ("queues", "queues: {x: {}}", "", ["x"]),
        ("queues", "queues: {x: {}}", "scopes: {x: send}", []),
        ("queues", "queues: {x: {subscriptions: {t: {}}}}, topics: {t: {}}", "", []),
        ("queues", "queues: {x: {}, y: {dead_letter: {queue: x}}}", "scopes: {y: send}", []),
        ("layers", "layers: {x: {}}", "", ["x"]),
        ("layers", "layers: {x: {}}", "layers: x", []),
        ("event_buses", "event_buses: {x: {}}", "", ["x"]),
    ],
)
def test_unused(collection: str, things: str, function: str, expected: list[str]):
    text = f"{{name: a, functions: {{f: {{{function}}}}}, {things}}}"
    assert places(text, "resource-unused") == [f"{collection}.{name}" for name in expected]


def test_things_without_functions_are_for_others():
    assert not found("{name: a, queues: {x: {}}}", "resource-unused")


@pytest.mark.parametrize(
    ("function", "expected"),
    [("", ["secrets.s", "parameters.p"]), ("scopes: {s: read, p: read}", [])],
)
def test_credentials_are_read(function: str, expected: list[str]):
    text = f"{{name: a, functions: {{f: {{{function}}}}}, secrets: {{s: {{}}}}, parameters: {{p: {{}}}}}}"
    assert sorted(places(text, "secret-unused")) == sorted(expected)


def inside(function: str, network: str = "", more: str = "") -> str:
    functions = f"functions: {{f: {{network: {{name: n}}, {function}}}}}"
    return f"{{name: a, {functions}, networks: {{n: {{{network}}}}} {more}}}"


@pytest.mark.parametrize(
    ("function", "network", "expected"),
    [
        ("statements: [{actions: kms:Decrypt, resources: '*'}]", "", 1),
        ("statements: [{actions: kms:Decrypt, resources: '*'}]", "endpoints: kms", 0),
        ("statements: [{actions: kms:Decrypt, resources: '*', effect: Deny}]", "", 0),
        ("statements: [{actions: cloudwatch:PutMetricData, resources: '*'}]", "endpoints: monitoring", 0),
        ("statements: [{actions: geo:SearchText, resources: '*'}]", "", 1),  # there is no endpoint
        ("statements: [{actions: '*', resources: '*'}]", "", 0),
        ("statements: [{actions: xray:PutTraceSegments, resources: '*'}]", "", 0),
        ("environment: {SITE: 'https://api.example.com/v1'}", "", 1),
        ("environment: {SITE: 'https://api.internal/v1'}", "", 0),
        ("environment: {SITE: 'http://cache:6379'}", "", 0),
    ],
)
def test_no_way_out(function: str, network: str, expected: int):
    findings = found(inside(function, network), "vpc-no-egress")
    assert len(findings) == expected


def test_scopes_have_their_endpoints():
    text = inside("scopes: {q: send}", more=", queues: {q: {}}")
    assert not found(text, "vpc-no-egress")
    assert not found(text.replace("networks: {n: {}}", "networks: {}"), "vpc-no-egress")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("", 1),
        ("environment: {LOG_LEVEL: INFO}", 1),
        ("environment: {DB_HOST: orders}", 0),
        ("environment: {ORDERS: 'postgres://orders'}", 0),
        ("scopes: {s: read}", 0),
        ("statements: [{actions: 'rds-db:connect', resources: '*'}]", 0),
        ("file_system: {access_point: x}", 0),
        ("image: {uri: x}", 0),
    ],
)
def test_who_needs_a_network(function: str, expected: int):
    text = inside(function, more=", secrets: {s: {}}")
    assert len(found(text, "vpc-not-needed")) == expected
    assert not found(text.replace("{name: a,", "{name: a, profile: regulated,"), "vpc-not-needed")


def test_audits_want_networks_and_one_is_the_fix():
    text = "{name: a, profile: regulated, functions: {f: {}}, networks: {%s}}"
    fixes = [found(text % networks, "vpc-absent")[0].fix for networks in ("", "n: {}", "n: {}, m: {}")]
    assert [fix is not None for fix in fixes] == [False, True, False]


@pytest.mark.parametrize("above", [0, 1])
def test_permissions_fit(above: int):
    count = catalog.number("lambda.permissions_per_function").value + above
    routes = ", ".join(f"GET /{number}" for number in range(count))
    trigger = f"{{type: http_api, api: x, routes: [{routes}]}}"
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}, apis: {{x: {{}}}}}}"
    assert len(found(text, "function-policy-size")) == above


@pytest.mark.parametrize(
    ("queues", "expected"), [(225, None), (226, "452 resources"), (249, "498"), (260, "more than 500")]
)
def test_resources_fit_into_a_stack(queues: int, expected: str | None):
    text = f"{{name: a, queues: {{{', '.join(f'q{number}: {{}}' for number in range(queues))}}}}}"
    findings = found(text, "stack-resource-count")
    assert bool(findings) is (expected is not None)
    assert expected is None or expected in findings[0].message


WRITING = "environment: {%s}, scopes: {t: %s}"


@pytest.mark.parametrize(
    ("variable", "level", "table", "expected"),
    [
        ("SESSION_TTL: '60'", "write", "", 1),
        ("TTL_ATTRIBUTE: gone_at", "[read, write]", "", 1),
        ("EXPIRES_AFTER: '60'", "write", "", 1),
        ("SESSION_TTL: '60'", "read", "", 0),
        ("SESSION_TTL: '60'", "write", "ttl_attribute: gone_at", 0),
        ("SETTLE: '60'", "write", "", 0),
        ("SESSION_TTL: '60'", "write", "existing: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t'", 0),
    ],
)
def test_items_expire(variable: str, level: str, table: str, expected: int):
    text = f"{{name: a, functions: {{f: {{{WRITING % (variable, level)}}}}}, tables: {{t: {{{table}}}}}}}"
    assert len(found(text, "table-ttl-declared")) == expected


@pytest.mark.parametrize(
    ("routes", "scopes", "expected"),
    [
        ("$connect", "t: write", 1),
        ("$default", "t: write", 0),
        ("$connect", "t: read", 0),
        ("$connect", "t: write, u: write", 0),  # the other one expires
    ],
)
def test_connections_expire(routes: str, scopes: str, expected: int):
    trigger = f"{{type: websocket, api: x, routes: ['{routes}']}}"
    function = f"f: {{triggers: {{t: {trigger}}}, scopes: {{{scopes}}}}}"
    tables = "tables: {t: {}, u: {ttl_attribute: at}}"
    text = f"{{name: a, functions: {{{function}}}, websocket_apis: {{x: {{}}}}, {tables}}}"
    assert len(found(text, "websocket-limits")) == expected


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [("", 0), ("noncurrent_days: null", 1), ("noncurrent_days: null, versioning: false", 0)],
)
def test_old_versions_end(bucket: str, expected: int):
    assert len(found(f"{{name: a, buckets: {{b: {{{bucket}}}}}}}", "bucket-lifecycle")) == expected


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ("queues: {q: {fifo: true}}", ["queues.q.content_based_deduplication"]),
        ("queues: {q: {fifo: true, content_based_deduplication: true}}", []),
        ("queues: {q: {}}", []),
        ("queues: {q: {existing: 'arn:aws:sqs:eu-west-1:123456789012:q.fifo'}}", []),
        ("topics: {q: {fifo: true}}", ["topics.q.content_based_deduplication"]),
    ],
)
def test_repetitions_are_told(things: str, expected: list[str]):
    kind, field = ("send", "queue") if things.startswith("queues") else ("publish", "topic")
    states = (
        f"one: {{type: {kind}, {field}: q, message_group: a, next: two}}, two: {{type: {kind}, {field}: q}}"
    )
    text = f"{{name: a, workflows: {{w: {{states: {{{states}}}}}}}, {things}}}"
    assert places(text, "fifo-deduplication") == expected


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("routes: POST /a", 1),
        ("routes: [GET /a, DELETE /a]", 0),
        ("routes: PUT /a, required: header.x", 0),
        ("routes: PUT /a, body: {type: object}", 0),
        ("routes: ANY /a", 0),
    ],
)
def test_requests_are_checked(trigger: str, expected: int):
    function = f"f: {{triggers: {{t: {{type: rest_api, api: x, {trigger}}}}}}}"
    text = f"{{name: a, profile: regulated, functions: {{{function}}}, rest_apis: {{x: {{}}}}}}"
    assert len(found(text, "api-request-unchecked")) == expected


@pytest.mark.parametrize(("size", "queue", "expected"), [(1, "", 1), (2, "", 0), (1, "fifo: true", 0)])
def test_batches(size: int, queue: str, expected: int):
    trigger = f"{{type: sqs, queue: q, batch_size: {size}}}"
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}, queues: {{q: {{{queue}}}}}}}"
    assert len(found(text, "sqs-batch-of-one")) == expected


@pytest.mark.parametrize(
    ("runtimes", "expected"),
    [
        ("python3.12 python3.13", []),
        ("python3.12 python3.12 python3.11 python3.13 python3.13", ["python3.11"]),
        ("python3.13 nodejs22.x nodejs24.x python3.12", []),
        ("provided.al2 provided.al2023 provided", []),
    ],
)
def test_versions_of_a_language(runtimes: str, expected: list[str]):
    functions = ", ".join(f"f{n}: {{runtime: {name}}}" for n, name in enumerate(runtimes.split()))
    findings = found(f"{{name: a, functions: {{{functions}}}}}", "function-runtime-versions")
    assert len(findings) == (1 if expected else 0)
    for each in findings:
        assert each.fix is not None
        assert each.fix.edits[0].value == "python3.13"


@pytest.mark.parametrize(
    ("ratio", "wanted"), [(2, None), (3, 4), (4, None), (5, 8), (8, None), (9, None), (1, None)]
)
def test_instances_come_in_ratios(ratio: int, wanted: int | None):
    provider = "arn:aws:lambda:eu-west-1:123456789012:capacity-provider:own"
    capacity = f"{{provider: '{provider}', memory_per_vcpu: {ratio}}}"
    text = f"{{name: a, functions: {{f: {{memory_size: 8192, capacity: {capacity}}}}}}}"
    findings = found(text, "managed-instance-limits")
    assert bool(findings) is (wanted is not None)
    assert all(each.fix is not None and each.fix.edits[0].value == wanted for each in findings)


@pytest.mark.parametrize(
    ("principal", "source", "mismatch", "open_to_all"),
    [
        ("s3.amazonaws.com", "arn:aws:s3:::uploads", 0, 1),
        ("s3.amazonaws.com', source_account: '123456789012", "arn:aws:s3:::uploads", 0, 0),
        ("sns.amazonaws.com", "arn:aws:sns:eu-west-1:123456789012:t", 0, 0),
        ("sns.amazonaws.com", "arn:aws:sqs:eu-west-1:123456789012:t", 1, 0),
        ("apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:x/*", 0, 0),
        ("lexv2.amazonaws.com", "arn:aws:lex:eu-west-1:123456789012:bot-alias/x", 0, 0),
        ("123456789012", "arn:aws:lex:eu-west-1:123456789012:bot-alias/x", 0, 0),
        ("sns.amazonaws.com", "${var.topic}", 0, 0),
    ],
)
def test_callers_invoke_for_their_own(principal: str, source: str, mismatch: int, open_to_all: int):
    trigger = f"{{type: direct, principal: '{principal}', source: '{source}'}}"
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}}}"
    assert len(found(text, "permission-principal-mismatch")) == mismatch
    assert len(found(text, "permission-without-source")) == open_to_all


@pytest.mark.parametrize(("collection", "kind"), [("apis", "http_api"), ("websocket_apis", "websocket")])
@pytest.mark.parametrize("above", [0, 1])
def test_routes_fit_into_an_api(collection: str, kind: str, above: int):
    half = catalog.limits("http_api.routes").maximum // 2
    routes = [
        ", ".join(f"'GET /{name}/{n}'" for n in range(half + more)) for name, more in (("a", 0), ("b", above))
    ]
    functions = ", ".join(
        f"f{n}: {{triggers: {{t: {{type: {kind}, api: x, routes: [{each}]}}}}}}"
        for n, each in enumerate(routes)
    )
    text = f"{{name: a, functions: {{{functions}}}, {collection}: {{x: {{}}}}}}"
    assert len(found(text, "http-routes-max")) == above


ARN = "existing: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t'"


@pytest.mark.parametrize(
    ("stages", "table", "kept", "recovered"),
    [
        ("dev: {}, prod: {}", "deletion_protection: false", ["tables.t.deletion_protection"], []),
        ("dev: {}", "deletion_protection: false, point_in_time_recovery: false", [], []),
        ("dev: {}, prod: {tables: {t: {deletion_protection: true}}}", "deletion_protection: false", [], []),
        (
            "dev: {}, prod: {tables: {t: {deletion_protection: false}}}",
            "",
            ["stages.prod.tables.t.deletion_protection"],
            [],
        ),
        ("prod: {}", "point_in_time_recovery: false", [], ["tables.t.point_in_time_recovery"]),
        ("prod: {}", "point_in_time_recovery: false, ttl_attribute: at", [], []),
        ("prod: {}", f"deletion_protection: false, {ARN}", [], []),
    ],
)
def test_production_keeps_its_tables(stages: str, table: str, kept: list[str], recovered: list[str]):
    text = f"{{name: a, stages: {{{stages}}}, tables: {{t: {{{table}}}}}}}"
    assert places(text, "stateful-removal-policy") == kept
    assert places(text, "table-unrecoverable") == recovered
    assert not found(text.replace("{name: a,", "{name: a, profile: regulated,"), "stateful-removal-policy")
    for rule in ("stateful-removal-policy", "table-unrecoverable"):
        for each in found(text, rule):
            assert each.fix is not None
            assert not found(apply(design(text), each.fix.edits), rule)


KEY = "AKIA" + "Z" * 16


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (
            "{name: a, workflows: {w: {states: {s: {type: pass, output: {key: %s}}}}}}",
            "workflows.w.states.s.output.key",
        ),
        (
            "{name: a, workflows: {w: {definition: {StartAt: s, States: {s: {Type: Pass, Result: [%s]}}}}}}",
            "workflows.w.definition.States.s.Result.0",
        ),
        (
            "{name: a, functions: {f: {triggers: {t: {type: schedule, expression: at(x), input: {k: %s}}}}}}",
            "functions.f.triggers.t.input.k",
        ),
    ],
)
def test_credentials_stand_nowhere(text: str, at: str):
    assert places(text % KEY, "secret-value-in-template") == [at]
    assert not found(text % "AKIA", "secret-value-in-template")
    assert KEY not in found(text % KEY, "secret-value-in-template")[0].message
