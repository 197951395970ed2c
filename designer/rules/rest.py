"""Rules on REST APIs: their routes, their endpoint, what a request must have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.rest_api import RestApi
from designer.blueprint.triggers.rest_api import RestApiTrigger, method_and_path, steps
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.settings import fits, nearest, quoted

_ROUTES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html"
_ENDPOINTS = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html"
)
_VALIDATION = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
)
_TRACING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html"
_CHOICE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html"
_LIMITS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
_EXISTING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"
_BODILESS = ("GET", "HEAD", "DELETE", "OPTIONS")


def example(route: str, api: str = "") -> str:
    """A design with one trigger on one REST API."""
    settings = f"throttling: {{rate: 20, burst: 40}}{', ' if api else ''}{api}"
    access = "" if "authorization" in route else ", authorization: iam"
    rest = f"{{type: rest_api, api: front, {route}{access}}}"
    functions = f"{{items: {{timeout: 10, triggers: {{rest: {rest}}}}}}}"
    return f"name: shop\nfunctions: {functions}\nrest_apis: {{front: {{{settings}}}}}\n"


class RestRouteValid(Rule):
    """A route of a REST API is none that API Gateway knows.

    The deployment fails: a route is a method and a path, whose parameters are whole steps.
    """

    id = "rest-route-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    bad = example("routes: [get /items]")
    good = example("routes: [GET /items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every route without the form, and every trigger without a route."""
        del today
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            if not trigger.value.routes:
                message = f"{trigger.name} has no route, so no request reaches the function."
                yield self.finding(trigger / "routes", message, None, Severity.WARNING)
            for index, key in enumerate(trigger.value.routes):
                wrong = _problem(key)
                if wrong is not None:
                    at = (*trigger.path, "routes", index)
                    yield self.finding(at, f"{quoted(key)}: {wrong}.", _corrected(at, key))


def _problem(key: str) -> str | None:
    known, form = catalog.choices("rest_api.methods").values, catalog.pattern("rest_api.path")
    method, space, path = key.partition(" ")
    if not space:
        return "a route is a method and a path, such as GET /items"
    if method not in known:
        return f"the method has to be one of {', '.join(known)}"
    if not form.matches(path):
        return f"the path has to be {form.says}"
    names = re.findall(r"\{([^}+]*)\+?\}", path)
    return "each parameter of a path needs a name of its own" if len(set(names)) < len(names) else None


def _corrected(at: Path, key: str) -> Fix | None:
    """The fix that writes the method as it is written, or adds one; $default becomes what it means."""
    known = catalog.choices("rest_api.methods").values
    words = key.split(maxsplit=1)
    method, path = words if len(words) > 1 else ("ANY", key.strip())
    chosen = nearest(method, known)
    wanted = "ANY /{proxy+}" if key == "$default" else f"{chosen} {path}"
    if chosen is None or _problem(wanted) is not None:
        return None
    return set_value(f"Use {wanted}", at, wanted, safe=wanted.casefold() == key.casefold())


class RestPathVariables(Rule):
    """Two paths of a REST API have different parameters at the same place.

    API Gateway refuses the second one: below one step there is at most one parameter, with one name.
    """

    id = "rest-path-variables"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    yields_to = ("rest-route-valid",)
    bad = example("routes: ['GET /items/{id}', 'GET /items/{item}/parts']")
    good = example("routes: ['GET /items/{id}', 'GET /items/{id}/parts']")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every route whose parameter is another than the one that is there already."""
        del today
        known: dict[tuple[str, ...], str] = {}
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            for index, key in enumerate(trigger.value.routes):
                method, path = method_and_path(key)
                found = steps(path)
                for depth, step in enumerate(found):
                    first = (
                        known.setdefault((trigger.value.api, *found[:depth]), step) if "{" in step else step
                    )
                    if first != step:
                        at = (*trigger.path, "routes", index)
                        wanted = f"{method} /{'/'.join((*found[:depth], first, *found[depth + 1 :]))}"
                        message = f"{quoted(key)} has {step} where another route has {first}."
                        fix = None if _problem(wanted) else set_value(f"Use {wanted}", at, wanted, safe=False)
                        yield self.finding(at, message, fix)
                        break


class RestProxyWithoutRoot(Rule):
    """Nothing answers the address of a REST API itself.

    ``/{proxy+}`` is everything below the root, and not the root: a request for ``/`` gets an error.
    """

    id = "rest-proxy-without-root"
    severity = Severity.INFO
    topic = "api"
    source = _ROUTES
    bad = example("routes: ['ANY /{proxy+}']")
    good = example("routes: [ANY /, 'ANY /{proxy+}']")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger that takes all paths of an API of which nobody takes the root."""
        del today
        rooted = {
            trigger.value.api
            for _, trigger in blueprint.each_trigger(RestApiTrigger)
            if any(not steps(method_and_path(key)[1]) for key in trigger.value.routes)
        }
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            for index, key in enumerate(trigger.value.routes):
                method, path = method_and_path(key)
                all_paths = len(steps(path)) == 1 and path.endswith("+}")
                if all_paths and trigger.value.api not in rooted:
                    wanted = (*trigger.value.routes[:index], f"{method} /", *trigger.value.routes[index:])
                    fix = set_value(f"Add {method} /", trigger / "routes", wanted, safe=False)
                    message = f"{quoted(key)} does not match / itself, and no other route does."
                    yield self.finding((*trigger.path, "routes", index), message, fix)


class RestApiExisting(Rule):
    """A function is to answer routes of a REST API that exists.

    Routes reach callers by a deployment of the whole API, which belongs to whoever made it; so nothing
    is exported for them.
    """

    id = "rest-api-existing"
    severity = Severity.ERROR
    topic = "api"
    source = _EXISTING
    bad = (
        "{name: shop, "
        "functions: {items: {triggers: {rest: {type: rest_api, api: front, authorization: iam}}}}, "
        "rest_apis: {front: {existing: 'arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5'}}}"
    )
    good = example("routes: [GET /items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on a REST API that exists."""
        del today
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            api = blueprint.rest_apis.get(trigger.value.api)
            if api is not None and api.existing is not None:
                message = f"{trigger.value.api} exists; its routes are deployed where it was made."
                fix = remove("Remove the trigger", trigger.path, safe=False)
                yield self.finding(trigger / "api", message, fix)


class RestEndpointValid(Rule):
    """The endpoint of a REST API and what depends on it exclude each other.

    Nobody reaches a private API without a VPC endpoint that it names; a public one has none. A domain
    name of the design's is regional.
    """

    id = "rest-endpoint-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _ENDPOINTS
    bad = example("routes: [GET /items]", "endpoint: PRIVATE")
    good = example("routes: [GET /items]", "endpoint: PRIVATE, vpc_endpoints: vpce-0a1b2c3d4e5f60718")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new REST API whose endpoint is not what its other settings need."""
        del today
        form = catalog.pattern("rest_api.vpc_endpoint")
        for api in new_rest_apis(blueprint):
            at, private = api / "vpc_endpoints", api.value.endpoint == "PRIVATE"
            if private and not api.value.vpc_endpoints:
                yield self.finding(at, f"{api.name} is private, so it has to name a VPC endpoint.")
            if not private and api.value.vpc_endpoints:
                fix = remove("Remove the VPC endpoints", at, safe=False)
                yield self.finding(at, f"{api.name} is {api.value.endpoint}; only PRIVATE has them.", fix)
            for index, each in enumerate(api.value.vpc_endpoints):
                if not fits(form, each):
                    yield self.finding((*at, index), f"{quoted(each)} has to be {form.says}.")
            if api.value.domain is not None and api.value.endpoint != "REGIONAL":
                message = f"{api.name} is {api.value.endpoint}; a domain leads to REGIONAL APIs."
                yield self.finding(api / "domain", message, remove("Do without", api / "domain", safe=False))


class RestEdgeTimeout(Rule):
    """A function has longer than API Gateway's edge waits.

    AWS raises the limit for regional and private APIs only.
    """

    id = "api-integration-timeout-range"
    severity = Severity.ERROR
    topic = "api"
    source = _LIMITS
    bad = example("routes: [GET /items], timeout: 40", "endpoint: EDGE")
    good = example("routes: [GET /items], timeout: 20", "endpoint: EDGE")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on an edge API with more than its limit."""
        del today
        allowed = catalog.limits("rest_api.integration_timeout")
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            api = blueprint.rest_apis.get(trigger.value.api)
            given = trigger.value.timeout
            if api is not None and api.endpoint == "EDGE" and given is not None and given > allowed.maximum:
                at = trigger / "timeout"
                fix = set_value(f"Lower to {allowed.maximum} s", at, allowed.maximum, safe=False)
                yield self.finding(
                    at, f"{given:,} s, but an EDGE API waits {allowed.maximum} s at most.", fix
                )


class RestRequiredValid(Rule):
    """What a request must have is nothing that API Gateway can check.

    The deployment fails, or every request is refused: a parameter is named by its place and its name,
    and requests that only read have no body.
    """

    id = "api-request-validation"
    severity = Severity.ERROR
    topic = "api"
    source = _VALIDATION
    bad = example("routes: [GET /items], required: [page]")
    good = example("routes: [GET /items], required: [querystring.page]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every required parameter without the form, and every body of a method without one."""
        del today
        form = catalog.pattern("rest_api.required")
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            for index, each in enumerate(trigger.value.required):
                if not form.matches(each):
                    at = (*trigger.path, "required", index)
                    wanted = f"querystring.{each}"
                    fix = set_value(f"Use {wanted}", at, wanted, safe=False) if form.matches(wanted) else None
                    yield self.finding(at, f"{quoted(each)} has to be {form.says}.", fix)
            methods = {method_and_path(key)[0] for key in trigger.value.routes}
            if trigger.value.body is not None and methods.intersection(_BODILESS):
                message = (
                    f"{', '.join(sorted(methods.intersection(_BODILESS)))} requests have no body to check."
                )
                fix = remove("Remove the schema", trigger / "body", safe=False)
                yield self.finding(trigger / "body", message, fix, Severity.WARNING)


class RestResourcesMax(Rule):
    """A REST API has more paths than API Gateway takes.

    The deployment fails unless AWS has raised the limit; {proxy+} takes all paths below one.
    """

    id = "rest-resources-max"
    severity = Severity.WARNING
    topic = "api"
    source = _LIMITS
    bad = example(f"routes: ['GET {'/a' * 301}']")
    good = example("routes: ['GET /items/{id}']")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new REST API with too many steps of paths."""
        del today
        allowed = catalog.limits("rest_api.resources")
        for api in new_rest_apis(blueprint):
            found = {
                found[: depth + 1]
                for _, trigger in blueprint.each_trigger(RestApiTrigger)
                if trigger.value.api == api.name
                for key in trigger.value.routes
                for found in [steps(method_and_path(key)[1])]
                for depth in range(len(found))
            }
            if len(found) not in allowed:
                yield self.finding(api.path, f"{len(found):,} steps of paths; AWS takes {allowed.maximum}.")


class RestTracing(Rule):
    """Traces of requests begin one step late.

    Without tracing at the API, X-Ray shows neither API Gateway's share of the time nor requests that
    never reached a function.
    """

    id = "api-tracing"
    severity = Severity.WARNING
    topic = "api"
    source = _TRACING
    profiles = LASTING
    bad = example("routes: [GET /items]", "tracing: false")
    good = example("routes: [GET /items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new REST API that is not traced although its functions are."""
        del today
        for api in new_rest_apis(blueprint):
            traced = any(
                function.value.tracing == "Active"
                for function, trigger in blueprint.each_trigger(RestApiTrigger)
                if trigger.value.api == api.name
            )
            if traced and not api.value.tracing:
                at = api / "tracing"
                fix = set_value("Trace requests", at, True, safe=False)
                yield self.finding(at, f"Functions behind {api.name} are traced, but the API is not.", fix)


class RestWithoutNeed(Rule):
    """A REST API uses nothing that an HTTP API lacks.

    An HTTP API costs about a third of it for each request, and is faster.
    """

    id = "api-http-over-rest"
    severity = Severity.INFO
    topic = "cost"
    source = _CHOICE
    bad = example("routes: [GET /items]", "tracing: false")
    good = example("routes: [GET /items]", "minimum_compression: 1024")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new regional REST API without keys, validation, tracing or a setting of its own."""
        del today
        for api in new_rest_apis(blueprint):
            triggers = [
                trigger.value
                for _, trigger in blueprint.each_trigger(RestApiTrigger)
                if trigger.value.api == api.name
            ]
            checks = any(each.api_key_required or each.required or each.body is not None for each in triggers)
            if triggers and not checks and not _needs_rest(api.value):
                message = f"An HTTP API would do for {api.name}, at about a third of the price of a request."
                yield self.finding(api.path, message)


def _needs_rest(api: RestApi) -> bool:
    """Whether an API says what only a REST API can."""
    pools = any(each.type != "request" for each in api.authorizers.values())
    special = api.endpoint != "REGIONAL" or api.usage_plan or api.tracing or pools
    return bool(special or api.binary_media_types or api.minimum_compression is not None)


def new_rest_apis(blueprint: Blueprint) -> Iterator[Node[RestApi]]:
    """The REST APIs that the design creates."""
    for name, api in blueprint.rest_apis.items():
        if api.existing is None:
            yield Node(("rest_apis", name), api)
