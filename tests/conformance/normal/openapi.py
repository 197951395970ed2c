"""HTTP APIs in CloudFormation as the OpenAPI document of an API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from tests.conformance.normal.answers import answer
from tests.conformance.normal.form import Identity, Json, Place, Settings, UnreadableError, canonical
from tests.conformance.normal.kind import Piece
from tests.conformance.normal.values import (
    Found,
    Reader,
    fixed,
    flag,
    integer,
    invoked,
    listed,
    mapping,
    members,
    nested,
    read_all,
    text,
    upper,
)


def cors(whole_number: Reader, spelling: str) -> Reader:
    """Which pages may call an API; ``spelling`` is ``Allow`` or ``allow``, the case that keys are in."""
    exposed, maximum = ("ExposeHeaders", "MaxAge") if spelling == "Allow" else ("exposeHeaders", "maxAge")
    return nested(
        {
            f"{spelling}Origins": members("cors", "origin"),
            f"{spelling}Methods": members("cors", "method"),
            f"{spelling}Headers": members("cors", "header"),
            exposed: members("cors", "exposed"),
            maximum: whole_number,
            f"{spelling}Credentials": flag("cors", "credentials"),
        }
    )


_ANY = "x-amazon-apigateway-any-method"
_METHODS = {each: each.upper() for each in ("get", "put", "post", "delete", "patch", "head", "options")}
_INTEGRATION: dict[str, Reader] = {
    "type": upper("type"),
    "uri": invoked("function"),
    "httpMethod": text("method"),
    "payloadFormatVersion": text("payload"),
}
_AUTHORIZER: dict[str, Reader] = {
    "type": upper("type"),
    "identitySource": members("identity_source"),
    "jwtConfiguration": nested({"issuer": text("issuer"), "audience": members("audience")}),
}
_SIGNED: Json = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "awsSigv4",
}
"""The security scheme that stands for requests signed with AWS credentials."""


def imported(identity: Identity, said: dict[str, Json], place: Place) -> Iterator[Piece]:
    """An API that says nothing but its document, and what is made of that."""
    if set(said) != {"Body"}:
        raise UnreadableError(f"{sorted(said)} beside a document")
    document = OpenApi(said["Body"], place)
    yield identity, dict(document.settings())
    yield from document.resources()


class OpenApi:
    """The OpenAPI document of one API, as API Gateway imports it."""

    def __init__(self, body: Json, place: Place) -> None:
        self._said = _exact(
            body, {"openapi", "info", "paths"}, {"components", "tags", "x-amazon-apigateway-cors"}
        )
        info = _exact(self._said.get("info"), {"version", "title"}, {"description"})
        self.name = str(info["title"])
        self._description = info.get("description")
        self._place = place
        self._id = answer(Identity("api", self.name), "id", place)
        self._used: set[str] = set()

    def settings(self) -> Found:
        """What it says of the API itself."""
        yield ("protocol",), "HTTP"
        if self._description is not None:
            yield from text("description")(self._description)
        for name, value in self._said.items():
            yield from _TOP[name](value)

    def resources(self) -> Iterator[tuple[Identity, Settings]]:
        """What the import makes besides: routes, integrations and authorizers."""
        for path, methods in mapping(self._said.get("paths")).items():
            for method, operation in mapping(methods).items():
                yield from self._operation(path, method, mapping(operation))
        schemes = mapping(mapping(self._said.get("components", {})).get("securitySchemes", {}))
        for name, scheme in schemes.items():
            if name not in self._used:  # nobody says whether it becomes an authorizer
                raise UnreadableError(f"no route is checked by {name}")
            if not _is_signed(scheme):
                yield self._authorizer(name), self._checks(scheme)

    def _operation(
        self, path: str, method: str, said: dict[str, Json]
    ) -> Iterator[tuple[Identity, Settings]]:
        wanted = {"x-amazon-apigateway-integration", "responses"}
        parts = _exact(said, wanted, {"security", "parameters", "isDefaultRoute"})
        _check_parameters(path, parts.get("parameters", []))
        key = _route_key(path, method, parts.get("isDefaultRoute", False), parts["responses"])
        integration = Identity("integration", f"{self._id} {key}")
        target = f"integrations/{answer(integration, 'id', self._place)}"
        yield (
            Identity("route", f"{self._id} {key}"),
            {("target",): target, **dict(self._security(parts.get("security", [])))},
        )
        led = _exact(parts["x-amazon-apigateway-integration"], set(_INTEGRATION))
        yield integration, {("api",): self._id, **dict(read_all(_INTEGRATION, led))}

    def _security(self, value: Json) -> Found:
        """Who may use a route: nobody checks, or one scheme does."""
        requirements = listed(value)
        if len(requirements) > 1 or any(len(mapping(each)) != 1 for each in requirements):
            raise UnreadableError(f"security {value!r}")
        for each in requirements:
            ((name, scopes),) = mapping(each).items()
            self._used.add(name)
            signed = _is_signed(self._scheme(name))
            yield ("authorization",), "AWS_IAM" if signed else "JWT"
            if not signed:
                yield ("authorizer",), answer(self._authorizer(name), "id", self._place)
            yield from members("scope")(scopes)

    def _scheme(self, name: str) -> Json:
        schemes = mapping(mapping(self._said.get("components", {})).get("securitySchemes", {}))
        if name not in schemes:
            raise UnreadableError(f"no security scheme {name}")
        return schemes[name]

    def _authorizer(self, name: str) -> Identity:
        return Identity("authorizer", f"{self._id} {name}")

    def _checks(self, scheme: Json) -> Settings:
        said = _exact(scheme, {"type", "x-amazon-apigateway-authorizer"})
        if said["type"] != "oauth2":
            raise UnreadableError(f"a security scheme of type {said['type']}")
        inner = _exact(said["x-amazon-apigateway-authorizer"], set(_AUTHORIZER))
        source = inner["identitySource"]  # a list in CloudFormation, the only one here
        return dict(read_all(_AUTHORIZER, {**inner, "identitySource": [source]}))


def _tags(value: Json) -> Found:
    for each in listed(value):
        tag = _exact(each, {"name", "x-amazon-apigateway-tag-value"})
        yield from text("tags", str(tag["name"]))(tag["x-amazon-apigateway-tag-value"])


def _nothing(_: Json) -> Found:
    """What is read elsewhere."""
    yield from ()


_TOP: dict[str, Reader] = {
    "openapi": fixed("3.0.1"),
    "info": nested({"version": fixed("1.0"), "title": _nothing, "description": _nothing}),
    "paths": _nothing,
    "components": nested({"securitySchemes": _nothing}),
    "tags": _tags,
    "x-amazon-apigateway-cors": cors(integer("cors", "max_age"), "allow"),
}


def _exact(value: Json, wanted: Set[str], optional: Set[str] = frozenset()) -> dict[str, Json]:
    """A mapping that says all of that, and nothing else."""
    said = mapping(value)
    if not wanted <= set(said) <= wanted | optional:
        raise UnreadableError(f"{sorted(said)} instead of {sorted(wanted)}")
    return said


def _is_signed(scheme: Json) -> bool:
    return scheme == _SIGNED


def _route_key(path: str, method: str, default: Json, responses: Json) -> str:
    if responses != {}:
        raise UnreadableError(f"responses of {path}: {responses!r}")
    if path == "$default" and (method, default) == (_ANY, True):
        return path
    word = "ANY" if method == _ANY else _METHODS.get(method)
    if word is None or default is not False or not path.startswith("/"):
        raise UnreadableError(f"{method} of {path}")
    return f"{word} {path}"


def _check_parameters(path: str, said: Json) -> None:
    """Each parameter in the path, and no other."""
    named = [{"required": True, "name": each, "in": "path"} for each in re.findall(r"{([^}]*)}", path)]
    if sorted(map(canonical, listed(said))) != sorted(map(canonical, named)):
        raise UnreadableError(f"parameters of {path}: {said!r}")
