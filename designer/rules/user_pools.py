"""Rules on user pools and the functions that have a say in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.references import references
from designer.blueprint.resources.user_pool import UserPool
from designer.blueprint.triggers.cognito import EVENTS, CognitoTrigger
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import hint, not_one_of, pick, quoted

_TRIGGERS = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "cognito-user-pools-working-with-lambda-triggers.html"
)
_FEATURES = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html"


def _example(trigger: str = "events: pre_sign_up", function: str = "timeout: 5", pool: str = "") -> str:
    triggers = f"{{users: {{type: cognito, user_pool: people, {trigger}}}}}"
    functions = f"{{welcome: {{{function}, triggers: {triggers}}}}}"
    return f"{{name: shop, functions: {functions}, user_pools: {{people: {{{pool}}}}}}}"


def _api(settings: str) -> str:
    trigger = "{type: http_api, api: front, routes: GET /items}"
    api = f"{{throttling: {{rate: 20, burst: 40}}, authorizer: {{user_pool: people, {settings}}}}}"
    return (
        f"{{name: shop, functions: {{items: {{timeout: 5, triggers: {{http: {trigger}}}}}}}, "
        f"apis: {{front: {api}}}, user_pools: {{people: {{clients: {{web: {{}}}}}}}}}}"
    )


class CognitoTriggerTimeout(Rule):
    """A function takes longer than a user pool waits.

    Cognito gives it five seconds, asks twice more, and then tells the user that something failed. What
    takes longer belongs behind a queue.
    """

    id = "cognito-trigger-timeout"
    severity = Severity.WARNING
    topic = "function"
    source = _TRIGGERS
    bad = _example(function="timeout: 30")
    good = _example(function="timeout: 5")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function behind a pool whose timeout is longer, once."""
        del today
        allowed, seen = catalog.number("cognito.trigger_timeout"), set()
        attempts = catalog.number("cognito.trigger_attempts")
        for function, trigger in blueprint.each_trigger(CognitoTrigger):
            if function.value.timeout > allowed.value and function.name not in seen:
                seen.add(function.name)
                at = function / "timeout"
                message = (
                    f"{function.value.timeout:,} s, but {trigger.value.user_pool} waits {allowed.value} s "
                    f"in each of {attempts.value} attempts."
                )
                fix = set_value(f"Lower to {allowed.value} s", at, allowed.value, safe=False)
                yield self.finding(at, message, fix)


class CognitoEventValid(Rule):
    """A function waits for events of a user pool that there are none of.

    It is never invoked for them.
    """

    id = "cognito-event-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _TRIGGERS
    bad = _example("events: pre_signup")
    good = _example("events: pre_sign_up")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every event with another name, and every trigger without any."""
        del today
        for _, trigger in blueprint.each_trigger(CognitoTrigger):
            if not trigger.value.events:
                fix = remove("Remove the trigger", trigger.path, safe=False)
                yield self.finding(trigger / "events", "There are no events; name at least one.", fix)
            for index, event in enumerate(trigger.value.events):
                if event not in EVENTS:
                    at = (*trigger.path, "events", index)
                    yield self.finding(at, not_one_of(event, EVENTS), pick(at, event, tuple(EVENTS)))


class CognitoEventOnce(Rule):
    """Two functions want the same event of a user pool.

    A pool has one function for each event; the other one would never be invoked.
    """

    id = "cognito-event-once"
    severity = Severity.ERROR
    topic = "function"
    source = _TRIGGERS
    bad = _example("events: [pre_sign_up, pre_sign_up]")
    good = _example("events: [pre_sign_up, post_confirmation]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every event of a pool that comes second."""
        del today
        taken: dict[tuple[str, str], str] = {}
        for function, trigger in blueprint.each_trigger(CognitoTrigger):
            for index, event in enumerate(trigger.value.events):
                key = (trigger.value.user_pool, event)
                if key in taken:
                    at = (*trigger.path, "events", index)
                    message = f"{key[0]} asks {taken[key]} on {quoted(event)} already."
                    yield self.finding(at, message, remove("Remove it", at, safe=False))
                taken.setdefault(key, function.name)


class CognitoExistingPool(Rule):
    """A function is to have a say in a user pool that exists already.

    Which functions a pool asks is a setting of the pool, and what exists is not changed: the function
    would never be invoked. Set it at the pool, or let the design create the pool.
    """

    id = "cognito-existing-pool"
    severity = Severity.ERROR
    topic = "function"
    source = _TRIGGERS
    bad = _example(pool="existing: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI'")
    good = _example()

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on an existing pool."""
        del today
        for function, trigger in blueprint.each_trigger(CognitoTrigger):
            pool = blueprint.user_pools.get(trigger.value.user_pool)
            if pool is not None and pool.existing is not None:
                at = trigger / "user_pool"
                message = (
                    f"{trigger.value.user_pool} exists and is not changed, so never asks {function.name}."
                )
                yield self.finding(at, message, remove("Remove the trigger", trigger.path, safe=False))


class CognitoTriggerCycle(Rule):
    """A function that a user pool asks has to know the pool.

    The pool is made after the functions that it asks, so no format can deploy a function that names the
    pool. The event tells the pool's id; what the function does with the pool, another function can do.
    """

    id = "cognito-trigger-cycle"
    severity = Severity.ERROR
    topic = "references"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
    bad = _example(function="timeout: 5, scopes: {people: read}")
    good = _example(function="timeout: 5")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope and every variable of such a function that leads to its pool."""
        del today
        for function, trigger in blueprint.each_trigger(CognitoTrigger):
            pool = trigger.value.user_pool
            own = blueprint.user_pools.get(pool)
            if own is None or own.existing is not None:
                continue
            message = f"{pool} needs {function.name}, which needs {pool} in turn."
            if pool in function.value.scopes:
                at = (*function.path, "scopes", pool)
                yield self.finding(at, message, remove("Remove the scope", at, safe=False))
            for key, text in function.value.environment.items():
                if any(each.name == pool for each in references(text)):
                    at = (*function.path, "environment", key)
                    yield self.finding(at, message, remove("Remove the variable", at, safe=False))


class CognitoTier(Rule):
    """A user pool is to do what its tier does not have.

    The deployment fails: threat protection needs PLUS, and newer versions of token events need ESSENTIALS.
    """

    id = "cognito-tier"
    severity = Severity.ERROR
    topic = "security"
    source = _FEATURES
    bad = _example(pool="threat_protection: AUDIT")
    good = _example(pool="threat_protection: AUDIT, tier: PLUS")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pool whose tier is too low."""
        del today
        for pool in _new(blueprint):
            if pool.value.threat_protection is not None and pool.value.tier != "PLUS":
                at = pool / "tier"
                message = f"Threat protection needs the tier PLUS, not {pool.value.tier or 'ESSENTIALS'}."
                yield self.finding(at, message, set_value("Use PLUS", at, "PLUS", safe=False))
            elif pool.value.tier == "LITE" and _newer_tokens(pool.name, blueprint):
                at = pool / "tier"
                message = "Token events newer than V1_0 need the tier ESSENTIALS, not LITE."
                yield self.finding(at, message, set_value("Use ESSENTIALS", at, "ESSENTIALS", safe=False))


class CognitoDeletionProtection(Rule):
    """A user pool can be deleted with all its users.

    One wrong step removes every account, and nobody can restore the passwords.
    """

    id = "cognito-deletion-protection"
    severity = Severity.INFO
    topic = "security"
    source = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html"
    profiles = LASTING
    bad = _example(pool="deletion_protection: false")
    good = _example(pool="deletion_protection: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new pool without it."""
        del today
        for pool in _new(blueprint):
            if not pool.value.deletion_protection:
                at = pool / "deletion_protection"
                message = f"{pool.name} can be deleted with its users; protect it."
                yield self.finding(at, message, set_value("Protect it", at, True))


class CognitoFlowValid(Rule):
    """An app signs users in by a way that there is none of.

    The deployment fails.
    """

    id = "cognito-flow-valid"
    severity = Severity.ERROR
    topic = "security"
    source = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html"
    bad = _example(pool="clients: {web: {flows: ALLOW_SRP_AUTH}}")
    good = _example(pool="clients: {web: {flows: ALLOW_USER_SRP_AUTH}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every flow with another name."""
        del today
        known = catalog.choices("cognito.flows").values
        for pool in _new(blueprint):
            for name, client in pool.value.clients.items():
                for index, flow in enumerate(client.flows):
                    if flow not in known:
                        at = (*pool.path, "clients", name, "flows", index)
                        yield self.finding(at, not_one_of(flow, known), pick(at, flow, known))


class CognitoClientKnown(Rule):
    """An API takes the tokens of an app that its user pool does not have.

    The app is left out, and whoever signs in with the one that was meant is turned away. Of an existing
    pool, apps are named by their ids as audience.
    """

    id = "cognito-client-known"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
    bad = _api("clients: [web, phone]")
    good = _api("clients: [web]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every app without that name in the pool, and every one where the pool is not ours."""
        del today
        for name, api in blueprint.apis.items():
            authorizer = api.authorizer if api.existing is None else None
            pool = blueprint.user_pools.get(authorizer.user_pool or "") if authorizer else None
            if authorizer is None or pool is None:
                continue
            known = pool.clients if pool.existing is None else {}
            for index, client in enumerate(authorizer.clients):
                if client not in known:
                    at = ("apis", name, "authorizer", "clients", index)
                    message = f"{quoted(client)} is no app of {authorizer.user_pool}{hint(client, known)}"
                    yield self.finding(at, message, remove("Remove it", at, safe=False))


def _new(blueprint: Blueprint) -> Iterator[Node[UserPool]]:
    """The pools that the design creates."""
    for name, pool in blueprint.user_pools.items():
        if pool.existing is None:
            yield Node(("user_pools", name), pool)


def _newer_tokens(pool: str, blueprint: Blueprint) -> bool:
    return any(
        trigger.value.user_pool == pool and trigger.value.newer_tokens
        for _, trigger in blueprint.each_trigger(CognitoTrigger)
    )
