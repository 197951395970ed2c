"""Rules on the keys and the logs of GraphQL APIs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.graphql_api import GraphqlApi
from designer.blueprint.resources.graphql_parts import ApiKey
from designer.blueprint.scopes import each_scoped, scopes
from designer.rules.base import (
    AUDITED,
    LASTING,
    Finding,
    Rule,
    Severity,
    all_of,
    days_after,
    remove,
    set_value,
)
from designer.rules.settings import quoted

_AUTHORIZATION = "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html"
_LOGS = "https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html"
_KEYED = "authentication: api_key, api_keys: {page: {expires: '2027-06-30'}}"


def _example(settings: str, more: str = "") -> str:
    schema = '"type Query { order(id: ID!): String }"'
    return f"{{name: a, {more}graphql_apis: {{shop: {{definition: {schema}, {settings}}}}}}}"


def _new(blueprint: Blueprint) -> Iterator[Node[GraphqlApi]]:
    """The APIs that the design creates."""
    for name, api in blueprint.graphql_apis.items():
        if api.existing is None:
            yield Node(("graphql_apis", name), api)


def _keys(api: Node[GraphqlApi]) -> Iterator[Node[ApiKey]]:
    for name, key in api.value.api_keys.items():
        yield Node((*api.path, "api_keys", name), key)


class GraphqlApiKeys(Rule):
    """A GraphQL API asks for a key and has none; or it has keys and asks for none.

    Nobody can call it without a key; a key that nobody asks for lets nobody in.
    """

    id = "graphql-api-keys"
    severity = Severity.ERROR
    topic = "api"
    source = _AUTHORIZATION
    bad = _example("authentication: api_key")
    good = _example(_KEYED)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API of which one is said without the other, or with more keys than AppSync keeps."""
        del today
        most = catalog.number("appsync.api_keys")
        for api in _new(blueprint):
            asks, count = api.value.authentication == "api_key", len(api.value.api_keys)
            if asks and not count:
                at = api / "authentication"
                fix = set_value("Ask for signed requests", at, "iam", safe=False)
                yield self.finding(at, f"{api.name} asks for a key, but there is none; add one.", fix)
            elif count and not asks:
                at = api / "api_keys"
                fix = remove("Do without keys", at, safe=False)
                message = f"{api.name} does not ask for keys, so they let nobody in."
                yield self.finding(at, message, fix, Severity.WARNING)
            elif count > most.value:
                message = f"{api.name} has {count} keys; AppSync keeps {most.value} {most.unit}."
                yield self.finding(api / "api_keys", message)


class GraphqlApiKeyExpiry(Rule):
    """A key of a GraphQL API expires on a day that is none, is over, or is too far away.

    The deployment fails, or callers are shut out. AppSync takes one day to 365 from when it is made.
    """

    id = "graphql-api-key-expiry"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html"
    bad = _example("authentication: api_key, api_keys: {page: {expires: '2026-02-30'}}")
    good = _example(_KEYED)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every key of a new API; without a day it lives a week, which is a warning."""
        most = days_after(today, catalog.number("appsync.key_days").value)
        few = catalog.number("appsync.key_default_days").value
        for api in _new(blueprint):
            for key in _keys(api):
                at, written, day = key / "expires", key.value.expires, key.value.day
                fix = set_value(f"Use {most}", at, most.isoformat(), safe=False)
                if written is None:
                    message = f"It expires {few} days after it was made; say a day up to {most}."
                    yield self.finding(at, message, fix, Severity.WARNING)
                elif day is None and catalog.pattern("appsync.expires").matches(written):
                    yield self.finding(at, f"There is no day {quoted(written)}.", fix)
                elif day is not None and day <= today:
                    yield self.finding(at, f"It is over since {day}; say a day up to {most}.", fix)
                elif day is not None and day > most:
                    message = f"{day} is too far away; AppSync takes days up to {most}."
                    yield self.finding(at, message, fix)


class GraphqlApiKeyPublic(Rule):
    """Whoever has a key may call a GraphQL API, and the key lies in every page that uses it.

    A key says nothing about who calls. It suits what everybody may read; users of a pool and signed
    requests suit the rest.
    """

    id = "graphql-api-key-public"
    severity = Severity.WARNING
    topic = "api"
    source = _AUTHORIZATION
    profiles = AUDITED
    bad = _example(_KEYED, "profile: regulated, ")
    good = _example("authentication: iam, logging: {}", "profile: regulated, ")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API that asks for a key only."""
        del today
        for api in _new(blueprint):
            if api.value.authentication == "api_key":
                message = "A key tells nobody who calls; ask for users of a pool or signed requests."
                edits = [Edit(api / "authentication", "iam"), Edit(api / "api_keys", UNSET)]
                fix = all_of("Ask for signed requests", edits, safe=False)
                yield self.finding(api / "authentication", message, fix)


class GraphqlCallUnsigned(Rule):
    """A function may call a GraphQL API by its role, and the API asks for something else.

    AppSync looks at what its authentication asks for only: it refuses the function's signed request, whatever
    IAM allows.
    """

    id = "graphql-call-unsigned"
    severity = Severity.WARNING
    topic = "api"
    source = _AUTHORIZATION
    bad = _example(_KEYED, "functions: {page: {scopes: {shop: call}}}, ")
    good = _example("authentication: iam", "functions: {page: {scopes: {shop: call}}}, ")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope to call a new API that does not ask for signed requests."""
        del today
        asked = {api.name: api.value.authentication for api in _new(blueprint)}
        for owner in each_scoped(blueprint):
            for scope in scopes(owner, blueprint):
                asks = asked.get(scope.target, _SIGNED)
                if asks != _SIGNED and scope.access is not None:
                    message = (
                        f"{scope.target} asks for {_ASKED[asks]}, so it refuses what {owner.name} signs."
                    )
                    yield self.finding(
                        scope.path, message, remove("Remove the scope", scope.path, safe=False)
                    )


_SIGNED = "iam"
_ASKED = {"user_pool": "the token of a user", "api_key": "a key"}


class GraphqlLogging(Rule):
    """Nobody can tell afterwards which field of a request failed.

    AppSync answers a request in which fields failed as if all were well; only its log says which and why.
    """

    id = "graphql-logging"
    severity = Severity.INFO
    topic = "api"
    source = _LOGS
    profiles = LASTING
    bad = _example("authentication: iam")
    good = _example("authentication: iam, logging: {}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API that logs nothing; audits want it logged."""
        del today
        for api in _new(blueprint):
            logging = api.value.logging
            severity = Severity.WARNING if blueprint.profile in AUDITED else None
            if logging is None:
                fix = set_value("Log what fails", api / "logging", {})
                yield self.finding(api / "logging", "It logs nothing.", fix, severity)
            elif logging.level == "NONE":
                at = (*api.path, "logging", "level")
                fix = set_value("Log what fails", at, "ERROR")
                yield self.finding(at, "Of its fields it logs nothing.", fix, severity)


class GraphqlLogsData(Rule):
    """A GraphQL API logs headers, arguments and results.

    Personal data and tokens then lie in the log, for whoever may read it.
    """

    id = "graphql-logs-data"
    severity = Severity.WARNING
    topic = "api"
    source = _LOGS
    profiles = AUDITED
    bad = _example("logging: {verbose: true}", "profile: regulated, ")
    good = _example("logging: {}", "profile: regulated, ")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API with a verbose log."""
        del today
        for api in _new(blueprint):
            if api.value.logging and api.value.logging.verbose:
                at = (*api.path, "logging", "verbose")
                fix = set_value("Leave them out", at, False)
                yield self.finding(at, "What callers send and get is logged, whoever they are.", fix)
