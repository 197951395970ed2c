"""Rules on the routes of APIs: what they match, and who may use them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.triggers.http_api import HttpApiTrigger
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.routed import accesses, routed
from designer.rules.settings import nearest, quoted

_ROUTES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
_ACCESS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html"
_JWT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
_EVENTS = "https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html"
_DEFAULT = "$default"
_AUTHORIZER = "authorizer: {issuer: 'https://login.example.com/', audience: shop}, "


def _example(settings: str, api: str = _AUTHORIZER) -> str:
    throttling = "throttling: {rate: 20, burst: 40}"
    http = f"{{type: http_api, api: front, {settings}}}"
    return f"""
name: shop
functions: {{items: {{triggers: {{http: {http}}}}}}}
apis: {{front: {{{api}{throttling}}}}}
"""


class HttpRouteValid(Rule):
    """A route is none that API Gateway knows.

    The deployment fails: a route is a method and a path, or $default for all that no other matches.
    """

    id = "http-route-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    bad = _example("routes: [get /items]")
    good = _example("routes: [GET /items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every route without the form, and every trigger without a route."""
        del today
        for _, trigger in blueprint.each_trigger(HttpApiTrigger):
            if not trigger.value.routes:
                message = f"{trigger.name} has no route, so no request reaches the function."
                yield self.finding(trigger / "routes", message, None, Severity.WARNING)
            for index, key in enumerate(trigger.value.routes):
                wrong = None if key == _DEFAULT else _problem(key)
                if wrong is not None:
                    at = (*trigger.path, "routes", index)
                    yield self.finding(at, f"{quoted(key)}: {wrong}.", _corrected(at, key))


def _problem(key: str) -> str | None:
    known, form = catalog.choices("http_api.methods").values, catalog.pattern("http_api.path")
    method, space, path = key.partition(" ")
    if not space:
        return "a route is a method and a path, such as GET /items, or $default"
    if method not in known:
        return f"the method has to be one of {', '.join(known)}"
    if not path.lstrip().startswith("/"):
        return "the path has to begin with /"
    if not form.matches(path):
        return f"the path has to be {form.says}"
    names = _parameters(path)
    return "each parameter of a path needs a name of its own" if len(set(names)) < len(names) else None


def _parameters(path: str) -> list[str]:
    return re.findall(r"\{([^}+]*)\+?\}", path)


def _corrected(at: Path, key: str) -> Fix | None:
    """The fix that writes the method as it is written, or adds one."""
    known = catalog.choices("http_api.methods").values
    method, path = key.split(maxsplit=1) if len(key.split()) > 1 else ("ANY", key.strip())
    chosen = nearest(method, known)
    wanted = f"{chosen} {path}"
    if chosen is None or _problem(wanted) is not None:
        return None
    return set_value(f"Use {wanted}", at, wanted, safe=wanted.casefold() == key.casefold())


class HttpRouteUnique(Rule):
    """Two routes of an API match the same requests.

    API Gateway refuses the same route twice. Where only the names of parameters differ, one of the
    two never gets a request.
    """

    id = "http-route-unique"
    severity = Severity.ERROR
    topic = "api"
    source = _ROUTES
    yields_to = ("rest-route-valid", "rest-path-variables")
    bad = _example("routes: [GET /items, GET /items]")
    good = _example("routes: [GET /items, POST /items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every route that comes second on its API, whichever function has it."""
        del today
        first: Mapping[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
        for function, trigger in routed(blueprint):
            known = first[trigger.value.type, trigger.value.api]
            for index, key in enumerate(trigger.value.routes):
                same, owner = known.setdefault(_matched(key), (key, ""))
                if not owner:
                    known[_matched(key)] = (key, function.name)
                    continue
                at = (*trigger.path, "routes", index)
                fix = remove("Remove the route", at, safe=False)
                message = f"{owner} answers {quoted(same)} of {trigger.value.api} already."
                yield self.finding(at, message, fix, None if key == same else Severity.WARNING)


def _matched(key: str) -> str:
    """A route without the names of its parameters."""
    return re.sub(r"\{[^}+]*(\+?)\}", r"{\1}", key)


class HttpRoutesMax(Rule):
    """An API has more routes than API Gateway takes.

    The deployment fails unless AWS has raised the limit; {proxy+} takes all paths below one.
    """

    id = "http-routes-max"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
    bad = _example("routes: [" + ",\n  ".join(f"GET /items/{number}" for number in range(301)) + "]")
    good = _example("routes: ['GET /items/{number}']")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every HTTP and WebSocket API with too many; of REST APIs the steps of paths count."""
        del today
        allowed = catalog.limits("http_api.routes")
        found: dict[Path, int] = defaultdict(int)
        for _, trigger in routed(blueprint):
            for collection in ("apis", "websocket_apis"):
                if trigger.value.type == _TYPES[collection] and trigger.value.api in getattr(
                    blueprint, collection
                ):
                    found[collection, trigger.value.api] += len(trigger.value.routes)
        for at, count in found.items():
            if count not in allowed:
                yield self.finding(at, f"{count:,} routes; AWS takes {allowed.maximum} of an API.")


_TYPES = {"apis": "http_api", "websocket_apis": "websocket"}


class ApiAuthorization(Rule):
    """Everybody on the internet may use a route.

    Whoever finds the address reads, writes and pays with your account. What is to be public says so
    with authorization: none, and is then only pointed out.
    """

    id = "api-authorization"
    severity = Severity.WARNING
    topic = "api"
    source = _ACCESS
    yields_to = ("api-key-as-authentication",)
    bad = _example("routes: [GET /items]", "")
    good = _example("routes: [GET /items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose routes are open, but for those that only answer a browser's preflight."""
        del today
        for each in accesses(blueprint):
            routes = each.trigger.value.routes
            preflight = all(key.startswith("OPTIONS ") for key in routes)
            if each.authorization != "none" or preflight or each.api is None:
                continue
            at, meant = each.trigger / "authorization", each.trigger.value.authorization == "none"
            wanted = next(iter(each.authorizers), "iam")
            fix = set_value(f"Authorize by {wanted}", at, wanted, safe=False)
            message = f"Everybody may use the routes of {each.trigger.name}."
            if not meant:
                message = f"{message[:-1]}; name an authorizer, say iam, or none if that is meant."
            yield self.finding(at, message, fix, Severity.INFO if meant else None)


class ApiAuthorizerKnown(Rule):
    """A route names an authorizer that its API does not have.

    The deployment fails: nobody could check who calls.
    """

    id = "api-jwt-without-authorizer"
    severity = Severity.ERROR
    topic = "api"
    source = _JWT
    bad = _example("routes: [GET /items], authorization: jwt", "")
    good = _example("routes: [GET /items], authorization: jwt")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger, and every API, that names an authorizer which is not there."""
        del today
        for each in accesses(blueprint):
            known = (*each.authorizers, "iam", "none")
            if each.api is not None and each.authorization not in known:
                at = each.trigger / "authorization"
                message = f"{each.trigger.value.api} has no authorizer {quoted(each.authorization)}"
                message += f"; it has {', '.join(each.authorizers)}." if each.authorizers else "."
                # Never none: that would open the route.
                yield self.finding(at, message, set_value("Authorize by iam", at, "iam", safe=False))


class HttpScopesValid(Rule):
    """A route asks for OAuth scopes where no token is checked.

    They are left out of exports, so more callers get through than the design says.
    """

    id = "http-scopes-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _JWT
    bad = _example("routes: [GET /items], authorization: iam, scopes: [items]")
    good = _example("routes: [GET /items], authorization: jwt, scopes: [items]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger with scopes and without tokens, and every scope that is none."""
        del today
        allowed = catalog.limits("http_api.scope_length")
        for each in accesses(blueprint):
            scopes = getattr(each.trigger.value, "scopes", ())
            if scopes and each.api is not None and not each.checks_tokens:
                fix = (
                    set_value("Authorize by jwt", each.trigger / "authorization", "jwt", safe=False)
                    if "jwt" in each.authorizers
                    else remove("Remove the scopes", each.trigger / "scopes", safe=False)
                )
                message = f"Authorization is {each.authorization}, but only tokens have scopes."
                yield self.finding(each.trigger / "scopes", message, fix)
            for index, scope in enumerate(scopes):
                if len(scope) not in allowed or scope != "".join(scope.split()):
                    at = (*each.trigger.path, "scopes", index)
                    message = f"The scope {quoted(scope)} has to be {allowed} without spaces."
                    yield self.finding(at, message, remove("Remove the scope", at, safe=False))


class FunctionTooManyRoutes(Rule):
    """One function does what several could.

    It has the permissions, the memory and the timeout that any of its routes needs, and a change for one
    of them deploys them all. What callers wait for and what a queue hands over scale and fail
    differently, too. Suppress this where a single function is what you want.
    """

    id = "function-too-many-routes"
    severity = Severity.INFO
    topic = "function"
    source = _EVENTS
    profiles = AUDITED
    bad = (
        "{name: shop, profile: regulated, functions: {items: {triggers: {http: {type: http_api, api: front, "
        f"routes: [{', '.join(f'GET /{number}' for number in range(11))}]}}}}}}}}, apis: {{front: {{}}}}}}"
    )
    good = bad.replace(", GET /10", "")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with too many routes, or with routes beside events that nobody waits for."""
        del today
        most = catalog.number("lambda.routes_per_function")
        routes: dict[str, int] = {}
        for function, trigger in routed(blueprint):
            routes[function.name] = routes.get(function.name, 0) + len(trigger.value.routes)
        for function in blueprint.each_function():
            count = routes.get(function.name, 0)
            others = [*_events(function)] if count else []
            if count > most.value:
                message = f"{function.name} answers {count:,} routes; up to {most.value} are easy to oversee."
                yield self.finding(function / "triggers", message)
            elif others:
                message = f"{function.name} answers routes, and takes what {listed(others)} hands over, too."
                if len(others) > 1:
                    message = message.replace(" hands ", " hand ")
                yield self.finding(function / "triggers", message)


def _events(function: Node[Function]) -> Iterator[str]:
    """The triggers of a function for which no caller waits."""
    for name, trigger in function.value.triggers.items():
        if trigger.invocation is not Invocation.SYNCHRONOUS:
            yield name
