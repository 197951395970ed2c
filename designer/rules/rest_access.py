"""Rules on who may use REST APIs: authorizers, API keys, usage plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.rest_api import Authorizer, RestApi
from designer.blueprint.triggers.rest_api import RestApiTrigger
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.rest import example, new_rest_apis
from designer.rules.routed import accesses
from designer.rules.settings import quoted

_AUTHORIZERS = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html"
)
_KEYS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
_LOGS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
_HEADER = "method.request.header."


class RestAuthorizerValid(Rule):
    """An authorizer of a REST API lacks what its type needs.

    The deployment fails, or every request is refused: user pools for tokens of Cognito, else a function;
    a token authorizer reads one header; what is remembered is remembered by something.
    """

    id = "rest-authorizer-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _AUTHORIZERS
    bad = example("routes: [GET /items], authorization: people", "authorizers: {people: {type: cognito}}")
    good = example(
        "routes: [GET /items], authorization: people",
        "authorizers: {people: {type: cognito, user_pools: users}}",
    ) + (
        "user_pools: {users: {existing: "
        "'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a1B2c3D4e'}}\n"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every authorizer of a new REST API that is not complete."""
        del today
        for api in new_rest_apis(blueprint):
            for name, each in api.value.authorizers.items():
                at = (*api.path, "authorizers", name)
                yield from self._parties(at, each)
                yield from self._sources(at, each)

    def _parties(self, at: Path, authorizer: Authorizer) -> Iterator[Finding]:
        if authorizer.type == "cognito" and not authorizer.user_pools:
            yield self.finding((*at, "user_pools"), "A user pool has to be named whose tokens are taken.")
        if authorizer.type != "cognito" and authorizer.function is None:
            yield self.finding((*at, "function"), "A function has to be named that decides.")

    def _sources(self, at: Path, authorizer: Authorizer) -> Iterator[Finding]:
        form, sources = catalog.pattern("rest_api.identity_source"), authorizer.identity_sources
        for index, each in enumerate(sources):
            if not form.matches(each):
                message = f"{quoted(each)} has to be {form.says}."
                yield self.finding((*at, "identity_sources", index), message)
        one_header = len(sources) == 1 and sources[0].startswith(_HEADER)
        if authorizer.type != "request" and not one_header:
            message = (
                f"A {authorizer.type} authorizer reads exactly one header, {_HEADER}Authorization mostly."
            )
            fix = remove("Read Authorization", (*at, "identity_sources"), safe=False)
            yield self.finding((*at, "identity_sources"), message, fix)
        if authorizer.type == "request" and not sources and authorizer.ttl != 0:
            usual = catalog.limits("rest_api.authorizer_ttl")
            kept = usual.said(authorizer.ttl or usual.default or usual.minimum)
            message = f"Answers are remembered for {kept}, but by nothing: name a source, or remember none."
            fix = set_value("Remember none", (*at, "ttl"), 0, safe=False)
            yield self.finding((*at, "identity_sources"), message, fix)


class ApiKeyWithoutPlan(Rule):
    """A route wants an API key that no client can have.

    Every request is refused: a key counts only under a usage plan of the API.
    """

    id = "api-key-without-plan"
    severity = Severity.ERROR
    topic = "api"
    source = _KEYS
    bad = example("routes: [GET /items], api_key_required: true")
    good = example("routes: [GET /items], api_key_required: true", "usage_plan: {keys: [acme]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger that wants a key, on a new API without keys."""
        del today
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            api = _new(trigger, blueprint)
            if (
                api is not None
                and trigger.value.api_key_required
                and not (api.usage_plan and api.usage_plan.keys)
            ):
                at = trigger / "api_key_required"
                message = f"{trigger.value.api} has no usage plan with a key, so every request is refused."
                yield self.finding(at, message, set_value("Ask for no key", at, False, safe=False))


class ApiKeyUnused(Rule):
    """A usage plan limits nobody.

    No route of the API asks for a key, so clients without one call as often as they like.
    """

    id = "api-key-unused"
    severity = Severity.WARNING
    topic = "api"
    source = _KEYS
    bad = example("routes: [GET /items]", "usage_plan: {keys: [acme]}")
    good = example("routes: [GET /items], api_key_required: true", "usage_plan: {keys: [acme]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every usage plan of an API on which no trigger wants a key."""
        del today
        asking = {
            trigger.value.api
            for _, trigger in blueprint.each_trigger(RestApiTrigger)
            if trigger.value.api_key_required
        }
        for api in new_rest_apis(blueprint):
            if api.value.usage_plan is not None and api.name not in asking:
                message = f"No route of {api.name} asks for a key, so its usage plan limits nobody."
                fix = remove("Remove the usage plan", api / "usage_plan", safe=False)
                yield self.finding(api / "usage_plan", message, fix)


class ApiKeyAsAuthentication(Rule):
    """An API key is all that tells one caller from another.

    Keys are for counting: they are sent with every request, shared by all users of a client, and AWS
    advises against them as the only check of who calls.
    """

    id = "api-key-as-authentication"
    severity = Severity.WARNING
    topic = "api"
    source = _KEYS
    bad = example(
        "routes: [GET /items], api_key_required: true, authorization: none", "usage_plan: {keys: [acme]}"
    )
    good = example("routes: [GET /items], api_key_required: true", "usage_plan: {keys: [acme]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger that wants a key and nothing else."""
        del today
        for each in accesses(blueprint):
            trigger = each.trigger.value
            if (
                isinstance(trigger, RestApiTrigger)
                and trigger.api_key_required
                and each.authorization == "none"
            ):
                at = each.trigger / "authorization"
                wanted = next(iter(each.authorizers), "iam")
                fix = set_value(f"Authorize by {wanted}", at, wanted, safe=False)
                message = f"A key is all that {each.trigger.name} asks for; a key does not prove who calls."
                yield self.finding(at, message, fix)


class ApiPlanQuota(Rule):
    """A usage plan has neither a limit nor a quota.

    Its keys then count requests, and hold nobody back.
    """

    id = "api-plan-without-limit"
    severity = Severity.WARNING
    topic = "api"
    source = _KEYS
    bad = example("routes: [GET /items], api_key_required: true", "usage_plan: {keys: [acme], period: DAY}")
    good = example(
        "routes: [GET /items], api_key_required: true", "usage_plan: {keys: [acme], quota: 1000, period: DAY}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every usage plan whose period is set without a quota, or that has no key."""
        del today
        for api in new_rest_apis(blueprint):
            plan = api.value.usage_plan
            if plan is None:
                continue
            if plan.quota is None and "period" in plan.model_fields_set:
                at = (*api.path, "usage_plan", "period")
                message = f"A {plan.period.lower()} of no quota means nothing; give it a quota."
                yield self.finding(at, message, remove("Remove the period", at))
            if not plan.keys:
                yield self.finding((*api.path, "usage_plan", "keys"), "There is no key under the plan.")


def _new(trigger: Node[RestApiTrigger], blueprint: Blueprint) -> RestApi | None:
    api = blueprint.rest_apis.get(trigger.value.api)
    return api if api is not None and api.existing is None else None
