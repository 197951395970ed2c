"""Rules on APIs themselves: authorizers, CORS, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import each_use
from designer.blueprint.resources.api import Api, Authorizer, NamedAuthorizer
from designer.blueprint.resources.rest_api import RestApi
from designer.blueprint.resources.serving import Cors
from designer.blueprint.resources.websocket_api import WebSocketApi
from designer.capacity.waiting import by_gateways
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.routed import AnyApi, Routed, api_of, new_apis, routed
from designer.rules.settings import not_one_of, pick, quoted

_CORS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
_JWT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
_LIMITS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
_THROTTLING = "throttling: {rate: 20, burst: 40}"
_WILD = "*"
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:/+")


def _example(api: str, function: str = "timeout: 10") -> str:
    http = "{type: http_api, api: front, routes: [GET /items], authorization: iam}"
    items = f"{{{function}, triggers: {{http: {http}}}}}"
    return f"name: shop\nfunctions: {{items: {items}}}\napis: {{front: {{{api}}}}}\n"


class ApiTimeoutExceedsIntegration(Rule):
    """A function works longer than its caller waits.

    API Gateway answers for it with an error, while the function runs and bills on. Work that takes
    longer goes into a queue, and the caller gets its answer at once.
    """

    id = "api-timeout-exceeds-integration"
    severity = Severity.WARNING
    topic = "api"
    source = _LIMITS
    bad = _example(_THROTTLING, "timeout: 31")
    good = _example(_THROTTLING, "timeout: 29")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function behind an API whose timeout is longer than API Gateway's."""
        del today
        seen = set()
        for each in by_gateways(blueprint):
            function, waits = each.function, each.seconds
            if function.value.timeout > waits and function.name not in seen:
                seen.add(function.name)
                at = function / "timeout"
                message = f"{function.value.timeout:,} s, but {each.who} waits for {waits} s."
                # One second less, so that the function's own error still reaches the caller.
                fix = set_value(f"Lower to {waits - 1} s", at, max(1, waits - 1), safe=False)
                yield self.finding(at, message, fix)


class ApiThrottling(Rule):
    """An API takes as many requests as the whole account may.

    One client can use up what all APIs and functions of the account share. Limits of its own keep the
    others alive and the bill small.
    """

    id = "api-throttling"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"
    profiles = LASTING
    bad = _example("access_logs: {retention_days: 30}")
    good = _example(_THROTTLING)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API without limits; which ones fit only its author knows."""
        del today
        for api in new_apis(blueprint):
            if api.value.throttling is None:
                message = f"{api.name} takes as many requests as the account may; give it a rate and a burst."
                yield self.finding(api / "throttling", message)


class ApiAuthorizerValid(Rule):
    """An API checks tokens of an issuer that is none, or for nobody.

    The deployment fails: the issuer is the https URL in the tokens, and at least one audience is
    accepted.
    """

    id = "api-authorizer-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _JWT
    bad = _example(f"{_THROTTLING}, authorizer: {{issuer: login.example.com, audience: shop}}")
    good = _example(f"{_THROTTLING}, authorizer: {{issuer: 'https://login.example.com', audience: shop}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every issuer without the form, and every audience that is empty."""
        del today
        for api in _new(blueprint):
            if api.value.authorizer is not None:
                yield from self._tokens((*api.path, "authorizer"), api.value.authorizer, blueprint)
            for name, each in api.value.authorizers.items():
                if each.type == "jwt":
                    yield from self._tokens((*api.path, "authorizers", name), each, blueprint)
                else:
                    yield from self._function((*api.path, "authorizers", name), each)

    def _function(self, path: Path, authorizer: NamedAuthorizer) -> Iterator[Finding]:
        form, sources = catalog.pattern("http_api.identity_source"), authorizer.identity_sources
        if authorizer.function is None:
            yield self.finding((*path, "function"), "A function has to be named that decides.")
        for index, each in enumerate(sources):
            if not form.matches(each):
                message = f"{quoted(each)} has to be {form.says}."
                yield self.finding((*path, "identity_sources", index), message)
        if authorizer.ttl and not sources:
            fix = set_value("Remember none", (*path, "ttl"), 0, safe=False)
            message = f"Answers are remembered for {authorizer.ttl:,} s, but by nothing: name a source."
            yield self.finding((*path, "ttl"), message, fix)

    def _tokens(self, path: Path, authorizer: Authorizer, blueprint: Blueprint) -> Iterator[Finding]:
        form, at = catalog.pattern("http_api.issuer"), (*path, "issuer")
        if authorizer.user_pool is None and not form.matches(authorizer.issuer):
            wanted = f"https://{_SCHEME.sub('', authorizer.issuer)}"
            fix = set_value(f"Use {wanted}", at, wanted, safe=False) if form.matches(wanted) else None
            yield self.finding(at, f"{quoted(authorizer.issuer)} has to be {form.says}.", fix)
        if not authorizer.accepted(blueprint) or not all(map(str.strip, authorizer.audience)):
            message = "An audience is missing or empty; tokens need one that is accepted."
            yield self.finding((*path, "audience"), message)


class ApiCorsValid(Rule):
    """An API tells browsers what they or API Gateway do not take.

    The deployment fails, or pages of other origins cannot call the API. Cookies and ``*`` exclude each
    other: every page could act in the name of its visitors.
    """

    id = "api-cors-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _CORS
    bad = _example(f"{_THROTTLING}, cors: {{allow_origins: '*', allow_credentials: true}}")
    good = _example(
        f"{_THROTTLING}, cors: {{allow_origins: 'https://shop.example', allow_credentials: true}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every CORS setting without its form, and every one that excludes another."""
        del today
        for api in new_apis(blueprint):
            cors = None if isinstance(api.value, WebSocketApi) else api.value.cors
            if cors is not None:
                yield from self._together(api, cors)
                yield from self._each(api, cors)

    def _together(self, api: Node[AnyApi], cors: Cors) -> Iterator[Finding]:
        at = (*api.path, "cors", "allow_credentials")
        if cors.allow_credentials and _WILD in cors.allow_origins:
            message = "Credentials cannot be allowed to every origin; list the origins, or do without."
            yield self.finding(at, message, set_value("Do without credentials", at, False))
        if not cors.allow_origins:
            fix = remove("Do without CORS", api / "cors", safe=False)
            message = "No origin may call the API, so the other settings do nothing."
            yield self.finding((*api.path, "cors", "allow_origins"), message, fix, Severity.WARNING)

    def _each(self, api: Node[AnyApi], cors: Cors) -> Iterator[Finding]:
        methods = catalog.choices("http_api.cors_methods").values
        for index, method in enumerate(cors.allow_methods):
            if method not in methods:
                at = (*api.path, "cors", "allow_methods", index)
                yield self.finding(at, not_one_of(method, methods), pick(at, method, methods))
        for field, key in _CORS_FORMS.items():
            form = catalog.pattern(key)
            for index, text in enumerate(getattr(cors, field)):
                if not form.matches(text):
                    at = (*api.path, "cors", field, index)
                    message = f"{quoted(text)} has to be {form.says}."
                    yield self.finding(at, message, _without_path(text, at, form))


_CORS_FORMS = {
    "allow_origins": "http_api.origin",
    "allow_headers": "http_api.header",
    "expose_headers": "http_api.header",
}


def _without_path(text: str, at: tuple[str | int, ...], form: catalog.Pattern) -> Fix:
    """The fix that cuts an origin's path off, or removes what is no text of that form."""
    origin = "/".join(text.split("/")[:3])
    if "://" in text and form.matches(origin):
        return set_value(f"Use {origin}", at, origin, safe=False)
    return remove("Remove it", at, safe=False)


class ApiDescriptionLength(Rule):
    """An API's description is longer than API Gateway stores.

    The deployment fails; longer explanations have their place in the README.
    """

    id = "api-description-length"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html"
    bad = _example(f"{_THROTTLING}, description: {'long ' * 210}")
    good = _example(f"{_THROTTLING}, description: Items.")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API with too many characters in its description."""
        del today
        allowed = catalog.limits("http_api.description_length")
        for api in new_apis(blueprint):
            text, at = api.value.description, api / "description"
            if len(text) not in allowed:
                shorter = f"{text[: allowed.maximum - 1].rstrip()}…"
                fix = set_value("Cut it short", at, shorter, safe=False)
                yield self.finding(at, f"{len(text):,} characters is outside {allowed}.", fix)


class ApiMetricsNeedLimits(Rule):
    """An API is measured in detail and not limited, which Terraform cannot say.

    Its AWS provider sends a limit of 0 along with the metrics, and 0 lets no request through; so the
    export would have to leave the metrics out.
    """

    id = "api-metrics-need-limits"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"
    bad = _example("detailed_metrics: true")
    good = _example(f"{_THROTTLING}, detailed_metrics: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every HTTP or WebSocket API with detailed metrics and without limits."""
        del today
        for api in new_apis(blueprint):
            unsaid = not isinstance(api.value, RestApi) and api.value.throttling is None
            if unsaid and api.value.detailed_metrics:
                at = api / "detailed_metrics"
                fix = set_value("Do without detailed metrics", at, False, safe=False)
                yield self.finding(at, f"{api.name} needs a rate and a burst with detailed metrics.", fix)


class ApiWithoutRoute(Rule):
    """An API has no route.

    It is deployed, and every request to it is answered with an error.
    """

    id = "api-without-route"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html"
    profiles = LASTING
    bad = "{name: shop, functions: {items: {}}, apis: {front: {throttling: {rate: 20, burst: 40}}}}"
    good = _example(_THROTTLING)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API that no trigger names."""
        del today
        used = {(type(api), trigger.value.api) for api, trigger in _named(blueprint)}
        unused = [api for api in new_apis(blueprint) if (type(api.value), api.name) not in used]
        for api in unused:
            message = f"No function answers {api.name}; give one a trigger, or remove the API."
            named = api.name in {use.name for use in each_use(blueprint)}
            fix = None if named else remove(f"Remove {api.name}", api.path, safe=False)
            yield self.finding(api.path, message, fix)


def _named(blueprint: Blueprint) -> Iterator[tuple[AnyApi | None, Node[Routed]]]:
    return ((api_of(trigger.value, blueprint), trigger) for _, trigger in routed(blueprint))


def _new(blueprint: Blueprint) -> Iterator[Node[Api]]:
    """The APIs that the design creates; those that exist are not ours to judge."""
    for name, api in blueprint.apis.items():
        if api.existing is None:
            yield Node(("apis", name), api)
