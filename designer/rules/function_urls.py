"""Rules on function URLs: who may call, how often, from which pages, and how answers are sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.function_url import FunctionUrlTrigger
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import fits, not_one_of, pick, quoted

_AUTH = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
_CONFIGURATION = "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html"
_WILD = "*"


def _example(url: str, function: str = "concurrency: {reserved: 10}") -> str:
    triggers = f"{{address: {{type: function_url, {url}}}}}"
    return f"{{name: shop, functions: {{quote: {{{function}, triggers: {triggers}}}}}}}"


class FunctionUrlAuth(Rule):
    """Everyone may call a function by its URL.

    No firewall and no authorizer stands before a function URL: whoever knows it makes the function
    run, and you pay. Signed requests, or a CloudFront distribution that signs them, keep others out.
    """

    id = "function-url-auth"
    severity = Severity.WARNING
    topic = "api"
    source = _AUTH
    bad = _example("authorization: none")
    good = _example("authorization: iam")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every URL without authorization."""
        del today
        for function, url in blueprint.each_trigger(FunctionUrlTrigger):
            if url.value.authorization == "none":
                at = url / "authorization"
                message = f"none lets everyone call {function.name}; iam asks for signed requests."
                yield self.finding(at, message, set_value("Ask for signed requests", at, "iam", safe=False))


class FunctionUrlUnthrottled(Rule):
    """A public URL takes as many requests as the whole account may.

    Reserved concurrency is the only limit that a URL can have: ten requests per second for each
    concurrent execution. Without it, strangers can use up what all functions share.
    """

    id = "function-url-unthrottled"
    severity = Severity.WARNING
    topic = "api"
    source = _CONFIGURATION
    profiles = LASTING
    bad = _example("authorization: none", "timeout: 5")
    good = _example("authorization: none", "timeout: 5, concurrency: {reserved: 10}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every public URL of a function without reserved concurrency."""
        del today
        wanted = catalog.number("function_url.reserved").value
        for function, url in blueprint.each_trigger(FunctionUrlTrigger):
            if url.value.authorization == "none" and function.value.concurrency.reserved is None:
                at = (*function.path, "concurrency", "reserved")
                message = f"Everyone may call {function.name}, and nothing limits how often; reserve some."
                yield self.finding(at, message, set_value(f"Reserve {wanted}", at, wanted, safe=False))


class FunctionUrlCors(Rule):
    """A function URL tells browsers what they or Lambda do not take.

    The deployment fails, or pages cannot call the function. Lambda answers OPTIONS by itself. Cookies
    and ``*`` exclude each other.
    """

    id = "function-url-cors"
    severity = Severity.ERROR
    topic = "api"
    source = _CONFIGURATION
    bad = _example("cors: {allow_origins: 'https://shop.example', allow_methods: [GET, OPTIONS]}")
    good = _example("cors: {allow_origins: 'https://shop.example', allow_methods: [GET]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every CORS setting without its form, and every one that excludes another."""
        del today
        for _, url in blueprint.each_trigger(FunctionUrlTrigger):
            if url.value.cors is not None:
                yield from self._together(url)
                yield from self._methods(url)
                yield from self._forms(url)

    def _together(self, url: Node[FunctionUrlTrigger]) -> Iterator[Finding]:
        cors = url.value.cors
        if cors and cors.allow_credentials and _WILD in cors.allow_origins:
            at = (*url.path, "cors", "allow_credentials")
            message = "Credentials cannot be allowed to every origin; list the origins, or do without."
            yield self.finding(at, message, set_value("Do without credentials", at, False))
        if cors and not cors.allow_origins:
            message = "No origin may call the URL, so the other settings do nothing."
            fix = remove("Do without CORS", url / "cors", safe=False)
            yield self.finding((*url.path, "cors", "allow_origins"), message, fix, Severity.WARNING)

    def _methods(self, url: Node[FunctionUrlTrigger]) -> Iterator[Finding]:
        known = catalog.choices("function_url.cors_methods").values
        for index, method in enumerate(url.value.cors.allow_methods if url.value.cors else ()):
            at = (*url.path, "cors", "allow_methods", index)
            if method not in known:
                near = method.upper() in known
                fix = pick(at, method, known) if near else remove("Remove it", at, safe=False)
                yield self.finding(at, not_one_of(method, known), fix)

    def _forms(self, url: Node[FunctionUrlTrigger]) -> Iterator[Finding]:
        for field, key in _FORMS.items():
            form = catalog.pattern(key)
            for index, text in enumerate(getattr(url.value.cors, field)):
                if not form.matches(text):
                    at = (*url.path, "cors", field, index)
                    message = f"{quoted(text)} has to be {form.says}."
                    yield self.finding(at, message, remove("Remove it", at, safe=False))


_FORMS = {
    "allow_origins": "http_api.origin",
    "allow_headers": "http_api.header",
    "expose_headers": "http_api.header",
}


class FunctionUrlWildcardOrigin(Rule):
    """Pages of every origin may call a function by its URL.

    Any page that somebody visits can then make the call from their browser. List the pages of yours.
    """

    id = "function-url-wildcard-origin"
    severity = Severity.WARNING
    topic = "api"
    source = _CONFIGURATION
    profiles = LASTING
    bad = _example("cors: {allow_origins: '*'}")
    good = _example("cors: {allow_origins: 'https://shop.example'}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ``*`` among the origins; which pages are yours only you know."""
        del today
        for _, url in blueprint.each_trigger(FunctionUrlTrigger):
            for index, origin in enumerate(url.value.cors.allow_origins if url.value.cors else ()):
                if origin == _WILD:
                    at = (*url.path, "cors", "allow_origins", index)
                    yield self.finding(at, "* allows every page; list those that may call.")


class FunctionUrlStreaming(Rule):
    """A function is to stream its answers where Lambda cannot.

    Answers of functions in a VPC do not come by a URL as a stream, and of the managed runtimes only
    Node.js streams by itself; others need a web adapter, and what an image can, it knows itself.
    """

    id = "function-url-streaming"
    severity = Severity.ERROR
    topic = "api"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html"
    bad = _example("invoke_mode: RESPONSE_STREAM", "runtime: python3.13")
    good = _example("invoke_mode: RESPONSE_STREAM", "runtime: nodejs22.x")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every URL that streams for a function in a VPC or of another language."""
        del today
        streaming = catalog.choices("function_url.streaming_languages").values
        for function, url in blueprint.each_trigger(FunctionUrlTrigger):
            if url.value.invoke_mode != "RESPONSE_STREAM":
                continue
            at, runtime = url / "invoke_mode", catalog.runtimes().get(function.value.runtime)
            fix = set_value("Send whole answers", at, "BUFFERED", safe=False)
            if function.value.network is not None:
                message = f"{function.name} is in a VPC, from which a URL cannot stream; use BUFFERED."
                yield self.finding(at, message, fix)
            elif function.value.image is None and runtime is not None and runtime.language not in streaming:
                message = f"{runtime.id} does not stream by itself; use BUFFERED, or a web adapter."
                yield self.finding(at, message, fix)


class FunctionUrlOnce(Rule):
    """A function has two URLs.

    Lambda gives a function, or an alias of it, one URL only. The deployment fails.
    """

    id = "function-url-once"
    severity = Severity.ERROR
    topic = "api"
    source = _CONFIGURATION
    bad = """
      name: shop
      functions: {quote: {triggers: {one: {type: function_url}, two: {type: function_url}}}}
    """
    good = "{name: shop, functions: {quote: {triggers: {one: {type: function_url}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every URL but the first of a function."""
        del today
        seen: dict[str, str] = {}
        for function, url in blueprint.each_trigger(FunctionUrlTrigger):
            first = seen.setdefault(function.name, url.name)
            if first != url.name:
                message = f"{function.name} has the URL {first} already; one is all that Lambda gives."
                yield self.finding(url.path, message, remove("Remove the trigger", url.path, safe=False))


class FunctionUrlCallers(Rule):
    """Callers of a URL are named in a way that allows nobody, or that changes nothing.

    AWS refuses a principal that is none; where everyone may call, naming some of them is idle.
    """

    id = "function-url-callers"
    severity = Severity.ERROR
    topic = "api"
    source = _AUTH
    bad = _example("callers: partner")
    good = _example("callers: '123456789012'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every caller without the form; a warning on all of them where everyone may call."""
        del today
        form = catalog.pattern("function_url.caller")
        for _, url in blueprint.each_trigger(FunctionUrlTrigger):
            at = url / "callers"
            if url.value.callers and url.value.authorization == "none":
                message = "Everyone may call, so naming callers changes nothing."
                yield self.finding(at, message, remove("Name none", at), Severity.WARNING)
            for index, caller in enumerate(url.value.callers):
                if not fits(form, caller):
                    fix = remove("Remove it", (*at, index), safe=False)
                    yield self.finding((*at, index), f"{quoted(caller)} has to be {form.says}.", fix)
