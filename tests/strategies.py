"""Blueprints that nobody would think of: anything that loads, sound or not.

``blueprints()`` draws designs with every field, hostile texts, names that lead nowhere, numbers out of
every range, overlays that fit and overlays that do not. ``documents()`` is the same as plain data, as
a file would say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Mapping as AbcMapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from designer import catalog
from designer.blueprint.account import Account
from designer.blueprint.alarms import Alarms
from designer.blueprint.base import Free, Limits, OneOf, Part, RefersTo, metadata
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import PROFILES, Blueprint
from designer.blueprint.function import Function
from designer.blueprint.lazy import part_of
from designer.blueprint.resources.api import Api
from designer.blueprint.resources.subscription import TopicSubscription
from designer.blueprint.resources.table import Table
from designer.blueprint.states import STATES, state_class
from designer.blueprint.states.base import State
from designer.blueprint.triggers import TRIGGERS, trigger_class
from designer.blueprint.triggers.http_api import HttpApiTrigger
from designer.blueprint.triggers.sqs import SqsTrigger

Data = Any  # plain YAML data

NAMES = ("jobs", "jobs-dlq", "orders", "worker", "key", "my-fn", "my_fn", "myFn", "a", "b-c", "a-b", "c")
"""Few enough that references often lead somewhere and names often clash."""

HOSTILE = (
    "",
    " ",
    "é☃",
    "\x00",
    "\x1b[31m",
    "\u2028",
    "\ud800",
    "a\nb",
    "'\"\\",
    "#{x} %{y} ${",
    "${stage}",
    "${jobs.url}",
    "${jobs}",
    "${nope.arn}",
    "${worker.arn}",
    "${var.salt}",
    "a${var.salt}",
    "${var.stage}",
    "${.}",
    "$${jobs.url}",
    "{{resolve:ssm:x}}",
    "${Token[TOKEN.1]}",
    "{{res{{resolve:olve:",
    "!Ref Stage",
    "Ref",
    "Fn::Sub",
    "yes",
    "0x1F",
    "aws:tag",
    "*",
    "AKIA" + "A" * 16,
    "-----BEGIN PRIVATE KEY-----",
    "x" * 300,
)
ARNS = (
    "arn:aws:sqs:eu-west-1:123456789012:jobs",
    "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo",
    "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-a1b2c3",
    "arn:aws-cn:sqs:cn-north-1:123456789012:jobs",
    "${var.given_arn}",
    "jobs",
    "arn:",
    "",
)


def texts() -> st.SearchStrategy[str]:
    """Any text, hostile ones first."""
    return st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))


def names() -> st.SearchStrategy[str]:
    """A name, mostly one that others use too."""
    return st.one_of(st.sampled_from(NAMES), st.sampled_from(NAMES), texts())


def queue_names() -> st.SearchStrategy[str]:
    """The name of a queue, nearly always one of three."""
    return st.one_of(st.sampled_from(NAMES[:3]), st.sampled_from(NAMES[:3]), names())


def numbers(key: str) -> st.SearchStrategy[int]:
    """Numbers in, at the edge of and outside the catalog's range."""
    limits = catalog.limits(key)
    edges = (limits.minimum - 1, limits.minimum, limits.maximum, limits.maximum + 1, 0, -1, 10**12)
    near = st.integers(limits.minimum, min(limits.maximum, limits.minimum + 2000))
    return st.one_of(st.sampled_from(edges), near, st.integers(limits.minimum, limits.maximum))


def choices(*values: Any) -> st.SearchStrategy[Any]:
    """One of the values, or a text that is none."""
    return st.one_of(st.sampled_from(values), texts())


def _some(**fields: st.SearchStrategy[Data]) -> st.SearchStrategy[dict[str, Data]]:
    """A mapping with some of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def _named(values: st.SearchStrategy[Data], most: int = 3) -> st.SearchStrategy[dict[str, Data]]:
    return st.dictionaries(names(), values, max_size=most)


def _listed(values: st.SearchStrategy[Data]) -> st.SearchStrategy[list[Data]]:
    return st.lists(values, max_size=3)


def _json() -> st.SearchStrategy[Data]:
    leaf = st.one_of(texts(), st.integers(), st.booleans(), st.none(), st.floats())
    return st.recursive(
        leaf,
        lambda inner: st.one_of(_listed(inner), st.dictionaries(texts(), inner, max_size=2)),
        max_leaves=4,
    )


def _runtimes() -> st.SearchStrategy[str]:
    return choices(*catalog.runtimes())


def _completed(
    kind: type[Part], known: st.SearchStrategy[dict[str, Data]], without: tuple[str, ...] = ()
) -> st.SearchStrategy[dict[str, Data]]:
    """``known`` settings of a part of ``kind``, and any of the others, read off the model."""

    def merged(others: dict[str, Data], own: dict[str, Data]) -> dict[str, Data]:
        return {**{name: each for name, each in others.items() if name not in without}, **own}

    return st.builds(merged, derived(kind), known)


@cache
def derived(kind: type[Part]) -> st.SearchStrategy[dict[str, Data]]:
    """A part of ``kind`` with any of its settings, read off the model."""
    needed, optional = {}, {}
    for name, field in kind.model_fields.items():
        (needed if field.is_required() or name == "type" else optional)[name] = _field(field, name)
    return st.fixed_dictionaries(needed, optional=optional)


def _field(field: FieldInfo, name: str) -> st.SearchStrategy[Data]:
    limits, one_of, refers = (metadata(field, each) for each in (Limits, OneOf, RefersTo))
    none = st.none() if type(None) in get_args(field.annotation) else st.nothing()
    if name == "type" and isinstance(field.default, str):
        return st.just(field.default)
    if name == "existing":
        return st.none() | st.sampled_from(ARNS)
    if metadata(field, Free) and get_origin(field.annotation) not in (Mapping, AbcMapping):
        return st.none() | _json()
    seldom = part_of(field)
    if seldom is not None:
        return st.none() | derived(seldom)
    if metadata(field, StringConstraints):
        return none | st.sampled_from(("pk:S", "sk:N", "é:B"))
    if isinstance(limits, Limits):
        return none | numbers(limits.key)
    if isinstance(one_of, OneOf):
        whole = any(each is int for each in (field.annotation, *get_args(field.annotation)))
        return none | (st.sampled_from((*one_of.values(), 0, -1)) if whole else choices(*one_of.values()))
    if isinstance(refers, RefersTo) and field.annotation in (str, str | None):
        return none | names()
    return _typed(field.annotation)


def _typed(annotation: Any) -> st.SearchStrategy[Data]:
    """Data of a type: what the model would take, hostile where it can be."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _json_objects() if _is_free(annotation) else _typed(arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return st.one_of(*map(_typed, arguments))
    if origin is tuple:
        return _listed(_typed(arguments[0]))
    if origin in (Mapping, AbcMapping):
        return _named(_typed(arguments[1])) if arguments[1] is not Any else _json_objects()
    if annotation is State:
        return st.deferred(_states)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return derived(annotation)
    plain = {str: texts(), int: st.integers(-1, 2000), bool: st.booleans(), float: st.floats(-1, 2000)}
    return plain.get(annotation, st.none())


_NESTED = ("parallel", "map")


def _states(*names: str) -> st.SearchStrategy[Data]:
    """A state that holds no others, or one of the types named."""
    flat = (name for name in STATES if name not in _NESTED)
    return st.one_of(*(derived(state_class(name)) for name in (*flat, *names)))


def _is_free(annotation: Any) -> bool:
    """Whether a type is free JSON: a mapping to anything."""
    inner = get_args(annotation)[0]
    return get_origin(inner) in (Mapping, AbcMapping) and get_args(inner)[1] is Any


def _json_objects() -> st.SearchStrategy[dict[str, Data]]:
    return st.dictionaries(texts(), _json(), max_size=2)


_WRITTEN = ("sqs", "http_api", "schedule")


def other_triggers() -> st.SearchStrategy[dict[str, Data]]:
    """A trigger of any type that has no strategy of its own."""
    return st.one_of(*(derived(trigger_class(name)) for name in TRIGGERS if name not in _WRITTEN))


def sqs_triggers() -> st.SearchStrategy[dict[str, Data]]:
    """A trigger on some queue."""
    return _completed(SqsTrigger, _sqs_triggers(), ("queue", "type"))


def _sqs_triggers() -> st.SearchStrategy[dict[str, Data]]:
    return st.fixed_dictionaries(
        {"type": st.just("sqs"), "queue": queue_names()},
        optional={
            "enabled": st.booleans(),
            "batch_size": numbers("sqs.batch_size"),
            "batching_window": numbers("sqs.batching_window"),
            "maximum_concurrency": st.none() | numbers("sqs.maximum_concurrency"),
            "partial_batch_response": st.booleans(),
            "filters": _listed(st.dictionaries(texts(), _json(), max_size=2)),
        },
    )


def http_triggers() -> st.SearchStrategy[dict[str, Data]]:
    """Routes of some API."""
    return _completed(HttpApiTrigger, _http_triggers(), ("api", "type"))


def _http_triggers() -> st.SearchStrategy[dict[str, Data]]:
    routes = st.one_of(st.sampled_from(("GET /", "ANY /a/{id+}", "$default", "get x")), texts())
    return st.fixed_dictionaries(
        {"type": st.just("http_api"), "api": st.sampled_from(("front", "jobs")) | names()},
        optional={
            "routes": routes | _listed(routes),
            "authorization": st.sampled_from(("jwt", "iam", "none", None)),
            "scopes": _listed(texts()),
        },
    )


def schedules() -> st.SearchStrategy[dict[str, Data]]:
    """A schedule, that makes sense or not."""
    expressions = choices("rate(5 minutes)", "cron(0 3 * * ? *)", "at(2027-01-01T03:00:00)")
    times = st.none() | choices("2027-01-01T00:00:00Z")
    return st.fixed_dictionaries(
        {"type": st.just("schedule"), "expression": expressions},
        optional={
            "timezone": st.none() | choices("Europe/Berlin"),
            "flexible_window": st.none() | numbers("scheduler.flexible_window"),
            "dead_letter": st.none() | queue_names(),
            "maximum_retries": st.none() | numbers("scheduler.retries"),
            "maximum_event_age": st.none() | numbers("scheduler.event_age"),
            "input": st.none() | st.dictionaries(texts(), _json(), max_size=2),
            "start": times,
            "end": times,
            "enabled": st.booleans(),
        },
    )


def _asynchronous() -> st.SearchStrategy[dict[str, Data]]:
    return _some(
        maximum_retries=st.none() | numbers("lambda.async_retries"),
        maximum_event_age=st.none() | numbers("lambda.async_event_age"),
        on_failure=st.none() | names(),
        on_success=st.none() | names(),
    )


def _logging() -> st.SearchStrategy[dict[str, Data]]:
    return _some(
        retention_days=st.sampled_from((0, 1, 2, 30, 45, 3653, 9999, -1)),
        format=choices("JSON", "Text", "json"),
        kms_key=st.none() | names(),
        application_level=st.none() | choices(*catalog.choices("lambda.application_log_level").values),
        system_level=st.none() | choices(*catalog.choices("lambda.system_log_level").values),
    )


def _statements() -> st.SearchStrategy[dict[str, Data]]:
    one_or_many = texts() | _listed(choices("ssm:GetParameter", "s3:*", "*", ARNS[0]))
    operators = choices("StringEquals", "Bool", "ForAnyValue:ArnLike", "Ref")
    keys = choices("aws:SourceAccount", "Fn::Sub")
    conditions = st.dictionaries(operators, st.dictionaries(keys, one_or_many, max_size=2), max_size=2)
    return st.fixed_dictionaries(
        {"actions": one_or_many, "resources": one_or_many},
        optional={
            "sid": st.none() | choices("Read", "read it"),
            "effect": st.sampled_from(("Allow", "Deny")),
            "conditions": conditions,
            "reason": texts(),
        },
    )


def functions() -> st.SearchStrategy[dict[str, Data]]:
    """A function with any of its settings."""
    return _completed(Function, _functions(), ("triggers", "scopes", "statements"))


def _functions() -> st.SearchStrategy[dict[str, Data]]:
    levels = st.sampled_from(("read", "write", "scan", "send", "consume", "write", ""))
    return _some(
        description=texts(),
        handler=choices("app.handler", "x" * 129),
        runtime=_runtimes(),
        architecture=choices("arm64", "x86_64", "ARM64"),
        memory_size=numbers("lambda.memory"),
        timeout=numbers("lambda.timeout"),
        ephemeral_storage=numbers("lambda.ephemeral_storage"),
        environment=st.dictionaries(
            choices("TABLE", "DB_PASSWORD", "AWS_REGION", "A", "Ref"), texts(), max_size=4
        ),
        tracing=choices("Active", "PassThrough"),
        concurrency=_some(
            reserved=st.none() | numbers("lambda.reserved_concurrency"),
            provisioned=st.none() | numbers("lambda.provisioned_concurrency"),
        ),
        alias=st.none() | choices("live"),
        asynchronous=st.none() | _asynchronous(),
        dead_letter=st.none() | queue_names(),
        environment_key=st.none() | names(),
        layers=_listed(choices("arn:aws:lambda:eu-west-1:123456789012:layer:x:1")),
        network=st.none()
        | st.fixed_dictionaries({"subnets": _named(texts()), "security_groups": _named(texts())}),
        logging=_logging(),
        triggers=_named(st.one_of(sqs_triggers(), http_triggers(), schedules(), other_triggers()), 2),
        scopes=_named(st.one_of(levels, _listed(levels), texts())),
        statements=_listed(_statements()),
        tags=_named(texts()),
    )


def queues() -> st.SearchStrategy[dict[str, Data]]:
    """A queue, new or existing."""
    dead_letter = st.fixed_dictionaries(
        {"queue": queue_names()}, optional={"max_receive_count": numbers("sqs.max_receive_count")}
    )
    return _some(
        existing=st.none() | st.sampled_from(ARNS),
        description=texts(),
        visibility_timeout=numbers("sqs.visibility_timeout"),
        message_retention=numbers("sqs.message_retention"),
        dead_letter=st.none() | dead_letter,
        fifo=st.booleans(),
        content_based_deduplication=st.booleans(),
        high_throughput=st.booleans(),
        subscriptions=st.dictionaries(names(), derived(TopicSubscription), max_size=2),
        delay=numbers("sqs.delay"),
        receive_wait_time=numbers("sqs.receive_wait_time"),
        maximum_message_size=numbers("sqs.maximum_message_size"),
        kms_key=st.none() | names(),
    )


def tables() -> st.SearchStrategy[dict[str, Data]]:
    """A table, new or existing."""
    return _completed(Table, _tables(), ("partition_key", "sort_key"))


def _tables() -> st.SearchStrategy[dict[str, Data]]:
    attribute = st.sampled_from(("pk", "sk", "x" * 256, "é", "\x00", "{{resolve:"))
    keys = st.builds(lambda name, kind: f"{name.replace(':', '')}:{kind}", attribute, st.sampled_from("SNB"))
    return _some(
        existing=st.none() | st.sampled_from(ARNS),
        description=texts(),
        partition_key=keys,
        sort_key=st.none() | keys,
        ttl_attribute=st.none() | choices("pk", "expires_at", "x" * 256),
        point_in_time_recovery=st.booleans(),
        deletion_protection=st.booleans(),
        kms_key=st.none() | names(),
    )


def apis() -> st.SearchStrategy[dict[str, Data]]:
    """An HTTP API, new or existing."""
    return _completed(Api, _apis())


def _apis() -> st.SearchStrategy[dict[str, Data]]:
    authorizer = st.fixed_dictionaries({"issuer": texts(), "audience": texts() | _listed(texts())})
    throttling = st.fixed_dictionaries({"rate": numbers("http_api.rate"), "burst": numbers("http_api.burst")})
    cors = st.fixed_dictionaries(
        {"allow_origins": texts() | _listed(texts())},
        optional={
            "allow_methods": _listed(texts()),
            "allow_headers": _listed(texts()),
            "expose_headers": _listed(texts()),
            "max_age": st.none() | numbers("http_api.cors_max_age"),
            "allow_credentials": st.booleans(),
        },
    )
    return _some(
        existing=st.none() | st.sampled_from((*ARNS, "arn:aws:apigateway:eu-west-1::/apis/a1b2c3")),
        description=texts(),
        authorizer=st.none() | authorizer,
        cors=st.none() | cors,
        throttling=st.none() | throttling,
        access_logs=st.none() | _some(retention_days=st.sampled_from((1, 2, 30, 9999, -1))),
    )


def secrets() -> st.SearchStrategy[dict[str, Data]]:
    """A secret, new or existing."""
    return _some(existing=st.none() | st.sampled_from(ARNS), description=texts(), kms_key=st.none() | names())


def _values() -> st.SearchStrategy[Data]:
    leaf = st.one_of(st.integers(-1, 2000), texts(), names(), st.booleans(), st.none())
    return st.one_of(leaf, leaf, _listed(leaf), st.just({}))


@st.composite
def overlays(draw: st.DrawFn, design: dict[str, Data]) -> Data:
    """What differs in a stage: settings that the design has, and some that it has not."""
    result: dict[str, Data] = {}
    paths = list(_leaves(design)) or [("functions", "worker", "timeout")]
    for _ in range(draw(st.integers(0, 4))):
        path = draw(st.sampled_from(paths))
        if draw(st.integers(0, 9)) == 0:
            path = (*path[:-1], draw(texts()))
        _put(result, path, draw(_values()))
    return draw(st.sampled_from((result, result, result, None, {"functions": {}}, {"name": "x"})))


def _leaves(value: Data, path: tuple[str, ...] = ()) -> Any:
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield from _leaves(item, (*path, key))
        else:
            yield (*path, key)


def _put(target: dict[str, Data], path: tuple[str, ...], value: Data) -> None:
    for step in path[:-1]:
        inner = target.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        target = inner
    target[path[-1]] = value


def _suppressions() -> st.SearchStrategy[dict[str, Data]]:
    places = st.sampled_from(
        ("functions.worker", "queues.jobs", "queues", "stages.dev", "name", "functions.a")
    )
    ids = st.sampled_from(("sqs-max-receive-low", "dangling-reference", "nothing"))
    return st.fixed_dictionaries({"rule": ids, "at": places | texts(), "reason": texts()})


def _stage_names() -> st.SearchStrategy[list[str]]:
    known = ("dev", "prod", "pre_prod", "dev-old", "x" * 64)
    return st.lists(st.sampled_from(known), unique=True, max_size=3)


_THINGS = ("apis", "queues", "tables", "secrets")
"""The collections that have a strategy of their own."""
_OTHERS = tuple(each for each in COLLECTIONS if each not in _THINGS)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Data]:
    """A blueprint as plain data, as a file would say it."""
    design: dict[str, Data] = draw(
        _some(
            description=texts(),
            profile=st.sampled_from(PROFILES),
            region=choices("eu-west-1", "us-east-1", "Ireland"),
            defaults=_some(
                runtime=st.none() | _runtimes(),
                architecture=st.none() | choices("arm64"),
                memory_size=st.none() | numbers("lambda.memory"),
                timeout=st.none() | numbers("lambda.timeout"),
                tracing=st.none() | choices("Active"),
            ),
            tags=_named(texts()),
            # The seldom settings seldom: drawing them all takes longer than judging them.
            functions=_named(st.one_of(*[_functions()] * 4, functions())),
            apis=st.dictionaries(st.sampled_from(("front", "jobs")) | names(), apis(), max_size=2),
            queues=st.dictionaries(queue_names(), queues(), max_size=3),
            tables=_named(tables(), 2),
            secrets=_named(secrets(), 2),
            alarms=st.none() | derived(Alarms),
            account=derived(Account),
            dashboard=st.booleans(),
        )
    )
    # A few of the other collections at a time: all of them at once take longer to draw than to judge.
    for each in draw(st.lists(st.sampled_from(_OTHERS), max_size=2, unique=True)):
        design[each] = draw(_named(derived(COLLECTIONS[each]), 2))
    parts = ("defaults", "functions", *COLLECTIONS)
    shared = {part: design[part] for part in parts if design.get(part)}
    stages = draw(st.none() | _stage_names())
    if stages is not None:
        design["stages"] = {stage: draw(overlays(shared)) for stage in stages}
    design["suppress"] = draw(_listed(_suppressions()))
    rules = st.sampled_from(("sqs-max-receive-low", "dangling-reference", "nothing"))
    design["severities"] = draw(st.dictionaries(rules, st.sampled_from(("error", "warning", "info"))))
    return {"blueprint": 1, "name": draw(st.sampled_from(("shop", "web_shop", "x" * 64))), **design}


def blueprints() -> st.SearchStrategy[Blueprint]:
    """Any blueprint that loads."""
    return documents().map(Blueprint.model_validate)


def drawing(count: int) -> settings:
    """Settings of a property test: ``count`` designs in each run of the suite, ten times that to explore."""
    steady = settings.default is not None and settings.default.derandomize
    return settings(
        max_examples=count if steady else 10 * count, deadline=None, suppress_health_check=list(HealthCheck)
    )
