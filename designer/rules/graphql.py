"""Rules on GraphQL APIs and the functions that answer their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.graphql_api import GraphqlApi
from designer.blueprint.triggers.appsync import AppSyncTrigger
from designer.capacity.waiting import by_graphql
from designer.rules.base import AUDITED, LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import hint, nearest, quoted

_RESOLVERS = "https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html"
_SCHEMA = '"type Query { order(id: ID!): String }"'
_LISTED = '"type Order { lines: [String] } type Query { orders: [Order!]! }"'
_TYPE = re.compile(r"\b(?:type|interface)\s+(\w+)[^{}]*\{([^{}]*)\}")
_FIELD = re.compile(r"(\w+)\s*(?:\([^)]*\))?\s*:")
_LIST = re.compile(r"\[\s*(\w+)")
_REMARK = re.compile(r'"""(?:.|\n)*?"""|"[^"\n]*"|#[^\n]*')


def _example(fields: str = "Query.order", function: str = "timeout: 10", api: str = "") -> str:
    triggers = f"{{api: {{type: appsync, api: shop, fields: [{fields}]}}}}"
    apis = f"{{shop: {{definition: {_SCHEMA}{api}}}}}"
    return f"{{name: a, functions: {{orders: {{{function}, triggers: {triggers}}}}}, graphql_apis: {apis}}}"


class GraphqlSchemaValid(Rule):
    """A GraphQL API has no type of what can be asked.

    The deployment fails: a schema has at least the type Query.
    """

    id = "graphql-schema-valid"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html"
    bad = "{name: a, functions: {orders: {}}, graphql_apis: {shop: {}}}"
    good = f"{{name: a, functions: {{orders: {{}}}}, graphql_apis: {{shop: {{definition: {_SCHEMA}}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API whose schema has no type with a field."""
        del today
        for api in _new(blueprint):
            if not _fields(api.value):
                message = f"The schema of {api.name} has no type with a field; write at least type Query."
                yield self.finding(api / "definition", message)


class GraphqlUserPool(Rule):
    """A GraphQL API asks a user pool who callers are, and has none; or the other way round.

    Without a pool the deployment fails; a pool that nobody asks lets nobody in.
    """

    id = "graphql-user-pool"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html"
    bad = _example(api=", authentication: user_pool")
    good = _example(api=", authentication: iam")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API of which one is said without the other."""
        del today
        for api in _new(blueprint):
            by_users = api.value.authentication == "user_pool"
            if by_users and api.value.user_pool is None:
                at = api / "authentication"
                fix = set_value("Ask for signed requests", at, "iam", safe=False)
                yield self.finding(at, f"{api.name} has no user pool to ask; name one.", fix)
            elif not by_users and api.value.user_pool is not None:
                at = api / "user_pool"
                message = f"{api.name} asks for signed requests, so the pool lets nobody in."
                yield self.finding(
                    at, message, remove("Do without the pool", at, safe=False), Severity.WARNING
                )


class GraphqlFieldValid(Rule):
    """A function answers a field that there is none of.

    The deployment fails: a resolver belongs to a field of a type of the schema.
    """

    id = "graphql-field-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _RESOLVERS
    bad = _example("Query.orders")
    good = _example("Query.order")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every field without the form, and every one that the schema of a new API does not have."""
        del today
        form = catalog.pattern("appsync.field")
        for _, trigger in blueprint.each_trigger(AppSyncTrigger):
            api = blueprint.graphql_apis.get(trigger.value.api)
            known = _fields(api) if api is not None and api.existing is None else None
            for index, field in enumerate(trigger.value.fields):
                at = (*trigger.path, "fields", index)
                if not form.matches(field):
                    fix = remove("Remove it", at, safe=False)
                    yield self.finding(at, f"{quoted(field)} has to be {form.says}.", fix)
                elif known and field not in known:
                    near = nearest(field, known)
                    guess = set_value(f"Use {near}", at, near, safe=False) if near else None
                    message = (
                        f"{quoted(field)} is not in the schema of {trigger.value.api}{hint(field, known)}"
                    )
                    yield self.finding(at, message, guess)


class GraphqlFieldOnce(Rule):
    """Two functions answer the same field.

    The deployment fails: a field has one resolver.
    """

    id = "graphql-field-once"
    severity = Severity.ERROR
    topic = "api"
    source = _RESOLVERS
    bad = _example("Query.order, Query.order")
    good = _example("Query.order")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every field of an API that comes second."""
        del today
        taken: dict[tuple[str, str], str] = {}
        for function, trigger in blueprint.each_trigger(AppSyncTrigger):
            for index, field in enumerate(trigger.value.fields):
                key = (trigger.value.api, field)
                if key in taken:
                    at = (*trigger.path, "fields", index)
                    message = f"{quoted(field)} is answered by {taken[key]} already."
                    yield self.finding(at, message, remove("Remove it", at, safe=False))
                taken.setdefault(key, function.name)


class GraphqlTimeout(Rule):
    """A function works longer than a GraphQL API waits.

    AppSync gives up after 30 seconds, while the function runs and bills on.
    """

    id = "graphql-timeout"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/general/latest/gr/appsync.html"
    profiles = LASTING
    bad = _example(function="timeout: 60")
    good = _example(function="timeout: 29")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function behind an API whose timeout is longer, once."""
        del today
        seen = set()
        for each in by_graphql(blueprint):
            function = each.function
            if function.value.timeout > each.seconds and function.name not in seen:
                seen.add(function.name)
                at, wanted = function / "timeout", each.seconds - 1
                message = f"{function.value.timeout:,} s, but {each.who} waits {each.seconds} s."
                yield self.finding(at, message, set_value(f"Lower to {wanted} s", at, wanted, safe=False))


class GraphqlBatch(Rule):
    """A function is asked again for each item of a list.

    A list of a hundred is a hundred invocations of the function, all at once, and each is paid and counts
    towards its concurrency. In batches it gets many items at once, and returns as many answers.
    """

    id = "graphql-batch"
    severity = Severity.INFO
    topic = "api"
    source = "https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html"
    profiles = LASTING
    bad = _example("Order.lines").replace(_SCHEMA, _LISTED)
    good = bad.replace("fields: [Order.lines]", "fields: [Order.lines], batch_size: 10")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger, without batches, of a field of what a new API's schema has lists of."""
        del today
        for function, trigger in blueprint.each_trigger(AppSyncTrigger):
            api = blueprint.graphql_apis.get(trigger.value.api)
            if api is None or api.existing is not None or trigger.value.batch_size:
                continue
            listed = set(_LIST.findall(_REMARK.sub(" ", api.definition)))
            field = next((each for each in trigger.value.fields if each.partition(".")[0] in listed), None)
            if field is not None:
                kind = field.partition(".")[0]
                message = f"{function.name} is invoked for {field} of each {kind} in a list; "
                message += "it could get many at once."
                yield self.finding(trigger / "batch_size", message)


class GraphqlTracing(Rule):
    """A GraphQL API is a hole in the trace of what it answers.

    Nobody sees which field was slow, and the traces of its functions begin without their caller.
    """

    id = "graphql-tracing"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/appsync/latest/devguide/x-ray-tracing.html"
    profiles = AUDITED
    bad = _example(api=", tracing: false").replace("name: a,", "name: a, profile: regulated,")
    good = _example().replace("name: a,", "name: a, profile: regulated,")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API that does not trace."""
        del today
        for api in _new(blueprint):
            if not api.value.tracing:
                at, message = api / "tracing", f"Requests to {api.name} are not traced; audits ask for it."
                yield self.finding(at, message, set_value("Trace requests", at, True, safe=False))


def _new(blueprint: Blueprint) -> Iterator[Node[GraphqlApi]]:
    """The APIs that the design creates."""
    for name, api in blueprint.graphql_apis.items():
        if api.existing is None:
            yield Node(("graphql_apis", name), api)


def _fields(api: GraphqlApi) -> Mapping[str, None]:
    """``Type.field`` of each field in a schema."""
    text = _REMARK.sub(" ", api.definition)
    found = ((name, field) for name, body in _TYPE.findall(text) for field in _FIELD.findall(body))
    return dict.fromkeys(f"{name}.{field}" for name, field in found)
