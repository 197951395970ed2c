"""Rules on domain names of APIs: their form, their certificate, what they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.references import Reference, replaced
from designer.blueprint.referring import Use, each_use, value_at
from designer.blueprint.resources.domain import Domain
from designer.blueprint.resources.websocket_api import WebSocketApi
from designer.rules.base import Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.routed import AnyApi, new_apis
from designer.rules.settings import fits, quoted

_DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
_MAPPINGS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html"
_MUTUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
_REGION = 3
_CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
_NAMED = f"domain: api.shop.example, certificate: '{_CERTIFICATE}'"


def _example(domain: str, api: str = "domain: shop", also: str = "") -> str:
    http = "{type: http_api, api: front, routes: [GET /items], authorization: iam}"
    front = f"{{throttling: {{rate: 20, burst: 40}}, {api}}}"
    functions = f"{{items: {{timeout: 10, triggers: {{http: {http}}}}}{also}}}"
    domains = f"{{shop: {{{domain}}}}}"
    return f"name: shop\nfunctions: {functions}\napis: {{front: {front}}}\ndomains: {domains}\n"


class DomainValid(Rule):
    """A domain is described by what is none of its parts.

    The deployment fails: it needs its name, a certificate of ACM in the Region of the API, and the id of
    the hosted zone where there is to be a record.
    """

    id = "api-domain-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _DOMAINS
    bad = _example(f"domain: 'https://api.shop.example', certificate: '{_CERTIFICATE}'")
    good = _example(_NAMED)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every setting of a new domain without its form."""
        del today
        for domain in _new(blueprint):
            for at, text, key in _texts(domain):
                form = catalog.pattern(key)
                if not fits(form, text):
                    name = text.lower().partition("://")[2].partition("/")[0] or text.lower().strip("./")
                    named = at[-1] == "domain" and fits(form, name)
                    fix = set_value(f"Use {name}", at, name, safe=False) if named else None
                    yield self.finding(at, f"{quoted(text)} has to be {form.says}.", fix)
            arn, region = domain.value.certificate.split(":"), blueprint.region
            if len(arn) > _REGION and arn[_REGION] != region:
                message = f"It is in {arn[_REGION]}, but the design deploys to {region}."
                yield self.finding(domain / "certificate", message)


def _texts(domain: Node[Domain]) -> Iterator[tuple[Path, str, str]]:
    """What has a form: where it is, what it is, the catalog's pattern."""
    yield domain / "domain", domain.value.domain, "api_domain.name"
    yield domain / "certificate", domain.value.certificate, "api_domain.certificate"
    if domain.value.alias is not None:
        at = (*domain.path, "alias", "hosted_zone")
        yield at, domain.value.alias.hosted_zone, "api_domain.hosted_zone"
    if domain.value.truststore is not None:
        yield domain / "truststore", domain.value.truststore, "api_domain.truststore"


class DomainPathUnique(Rule):
    """Two APIs are to answer below the same path of a domain.

    API Gateway refuses the second; and WebSocket APIs share a domain with no API of another type.
    """

    id = "api-domain-path-unique"
    severity = Severity.ERROR
    topic = "api"
    source = _MAPPINGS
    bad = _example(_NAMED, "domain: shop, base_path: /items")
    good = _example(_NAMED, "domain: shop, base_path: items")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every base path that is none, every one that is taken, and every type that does not fit."""
        del today
        form = catalog.pattern("api_domain.base_path")
        first: dict[tuple[str, str], str] = {}
        kinds: dict[str, bool] = {}
        for api in new_apis(blueprint):
            domain, path, at = api.value.domain, api.value.base_path, api / "base_path"
            if domain is None:
                continue
            if path and not form.matches(path):
                wanted = path.strip("/")
                fix = set_value(f"Use {wanted}", at, wanted) if form.matches(wanted) else None
                yield self.finding(at, f"{quoted(path)} has to be {form.says}.", fix)
            taken = first.setdefault((domain, path), api.name)
            if taken != api.name:
                yield self.finding(at, f"{taken} answers below {quoted(path)} of {domain} already.")
            if kinds.setdefault(domain, _is_socket(api)) != _is_socket(api):
                message = (
                    f"{domain} leads to an API of another type; WebSocket APIs need a domain of their own."
                )
                yield self.finding(api / "domain", message)


class DomainNotNamed(Rule):
    """What is said of an API's domain does nothing.

    A base path is one of a domain, and AWS's own address stays open where there is no other.
    """

    id = "api-domain-not-named"
    severity = Severity.WARNING
    topic = "api"
    source = _DOMAINS
    bad = _example(_NAMED, "only_domain: true")
    good = _example(_NAMED, "domain: shop, only_domain: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API without a domain that says something of one."""
        del today
        for api in new_apis(blueprint):
            for setting in ("base_path", "only_domain"):
                if api.value.domain is None and getattr(api.value, setting):
                    at = api / setting
                    fix = remove("Remove it", at, safe=False)
                    yield self.finding(at, f"{api.name} names no domain, so this does nothing.", fix)


_SPARED = frozenset({"prototype"})
"""The profiles that are not told of a way round a domain which has no lock."""


def _is_socket(api: Node[AnyApi]) -> bool:
    return isinstance(api.value, WebSocketApi)


class DomainMutualTlsBypassed(Rule):
    """Clients prove who they are to a domain, and go round it.

    The address that AWS gives an API asks for no certificate; with mutual TLS it has to be closed.
    """

    id = "api-tls"
    severity = Severity.WARNING
    topic = "api"
    source = _MUTUAL
    bad = _example(f"{_NAMED}, truststore: 's3://trust-store/clients.pem'")
    good = _example(
        f"{_NAMED}, truststore: 's3://trust-store/clients.pem'", "domain: shop, only_domain: true"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API behind a domain that keeps its own address; an info without a trust store."""
        del today
        for api in new_apis(blueprint):
            domain = blueprint.domains.get(api.value.domain or "")
            if domain is None or api.value.only_domain:
                continue
            at, fix = (
                api / "only_domain",
                set_value("Close that address", api / "only_domain", True, safe=False),
            )
            if domain.truststore is not None:
                message = f"{api.name} is reached without a client's certificate under AWS's own address."
                yield self.finding(at, message, fix)
            elif blueprint.profile not in _SPARED:
                message = f"{api.name} is reached under AWS's own address, too, past the domain."
                yield self.finding(at, message, fix, Severity.INFO)


def _asking(address: str) -> str:
    """A design of which a function asks an API that is only reached by its domain."""
    return _example(
        _NAMED, "domain: shop, only_domain: true", f", pages: {{environment: {{API: '{address}'}}}}"
    )


class DomainAddressClosed(Rule):
    """A function or a workflow is told an address that is closed.

    Of an API that is only reached by its domain, the address that AWS gives it refuses every request; the
    deployment succeeds, and each call fails.
    """

    id = "api-address-closed"
    severity = Severity.WARNING
    topic = "api"
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html"
    )
    whole = True
    bad = _asking("${front.url}/items")
    good = _asking("https://${shop.name}/items")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every text that asks a new API for an address which a stage closes."""
        del today
        stages = [blueprint.for_stage(stage) for stage in blueprint.stage_names]
        closed = {
            api.name: api
            for design in stages
            for api in new_apis(design)
            if api.value.closed() and api.value.domain in design.domains
        }
        for use in each_use(blueprint):
            api = closed.get(use.name)
            if api is None or api.value.ATTRIBUTES.get(use.attribute or "") not in api.value.SCHEMES:
                continue
            paths = {
                each.value.base_path
                for design in stages
                for each in new_apis(design)
                if each.path == api.path
            }
            fix = _by_domain(blueprint, use, api.value) if len(paths) == 1 else None
            address = Reference(use.name, use.attribute).written
            message = f"{address} is closed: {use.name} is only reached by its domain {api.value.domain}."
            yield self.finding(use.path, message, fix)


def _by_domain(blueprint: Blueprint, use: Use, api: AnyApi) -> Fix:
    """The fix that gives the address under the domain instead."""
    address = api.by_domain(use.attribute or "")
    text = str(value_at(blueprint, use.path))
    changed = replaced(text, Reference(use.name, use.attribute), address)
    return set_value(f"Use {address}", use.path, changed)


def _new(blueprint: Blueprint) -> Iterator[Node[Domain]]:
    for name, domain in blueprint.domains.items():
        if domain.existing is None:
            yield Node(("domains", name), domain)
