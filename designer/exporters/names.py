"""What the AWS-native formats share: kinds in identifiers, the inline policy's name, dangling references."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import Note, pascal_case
from designer.exporters.kinds import spelling
from designer.graph import Attribute, Context, Join, Part, Ref, Resource, ResourceGraph, walk
from designer.graph.compute import Alias
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.rest import RestStage
from designer.graph.user_pools import UserPoolDomain
from designer.graph.websocket import WebSocketStage

POLICY_NAME = "permissions"
"""The name of a role's one inline policy; the same in every format."""

LATEST = "$LATEST"
"""What Lambda calls the version that no alias is of."""

_SUFFIXES: dict[type[Resource], str] = {
    HttpApi: "Api",
    HttpAuthorizer: "Authorizer",
    HttpIntegration: "Integration",
    HttpRoute: "Route",
    HttpStage: "Stage",
}
"""Where people say something shorter than the kind's own name."""


def suffix(resource: Resource) -> str:
    """The kind as an identifier ends in it: ``Queue``, ``LogGroup``, ``Mapping``."""
    declared = spelling(type(resource))
    own = declared.suffix if declared else _SUFFIXES.get(type(resource))
    return own or pascal_case(resource.KIND)


def identifier(resource: Resource, label: str) -> str:
    """The resource as AWS-native formats call it: a label of it, its kind, and the digest of a snapshot.

    CloudFormation makes a snapshot anew only under another name.
    """
    return f"{pascal_case(label)}{suffix(resource)}{getattr(resource, 'digest', '')}"


def heading(resource: Resource) -> str:
    """Why the resource exists, unless one of its statements says the same below."""
    said = {statement.because for statement in getattr(resource, "statements", ())}
    return "" if resource.because in said else resource.because


def without_qualifier(invoked: Ref, graph: ResourceGraph) -> tuple[Ref, Alias | None]:
    """The name of the function that ``invoked`` is, or is an alias of; and that alias."""
    target = graph.resource(invoked.target)
    if isinstance(target, Alias):
        return target.function, target
    return Ref(invoked.target, Attribute.NAME), None


def waits_for(resource: Resource, graph: ResourceGraph) -> tuple[str, ...]:
    """The ids of what must be there before ``resource`` although no property refers to it.

    The name of an alias is known before there is one, so that naming it is no reference.
    """
    refs = (each for each in graph.refs(resource) if each.attribute is Attribute.NAME)
    named = (each.target for each in refs if isinstance(graph.resource(each.target), Alias))
    return tuple(dict.fromkeys((*resource.after, *named)))


def needs(graph: ResourceGraph) -> tuple[Note, ...]:
    """Notes on what no export sets, and without which something does not work."""
    return (*_account_needs(graph), *_branding(graph))


def _branding(graph: ResourceGraph) -> tuple[Note, ...]:
    """Styles of managed login are made of colours and pictures."""
    message = (
        "Managed login shows an app no page until it has a branding style. Make one for each app that users "
        "sign in to: aws cognito-idp create-managed-login-branding --user-pool-id POOL --client-id APP "
        "--use-cognito-provided-values; the outputs have the ids."
    )
    domains = (each for each in graph.resources if isinstance(each, UserPoolDomain))
    return tuple(Note(f"{each.label}.login", message) for each in domains if each.version is not None)


def _account_needs(graph: ResourceGraph) -> tuple[Note, ...]:
    """A note on what no export sets, since all APIs of the account share it."""
    stages = (each for each in graph.resources if isinstance(each, RestStage | WebSocketStage))
    logging = [each.label for each in stages if each.access_log is not None]
    message = (
        "API Gateway writes access logs only once the account's settings in the Region name a role with the "
        "policy AmazonAPIGatewayPushToCloudWatchLogs (aws apigateway update-account). Every API shares that "
        "setting, so the export leaves it alone."
    )
    return (Note(f"{', '.join(logging)}.access_logs", message),) if logging else ()


def dangling(graph: ResourceGraph) -> tuple[Note, ...]:
    """A note for each reference to what is not there; a design without errors has none."""
    refs = dict.fromkeys(each for each in graph.said() if isinstance(each, Ref))
    return tuple(
        Note(ref.target, f"There is no {ref.target}, so the export cannot be deployed.")
        for ref in refs
        if graph.resource(ref.target) is None
    )


def with_prefix(parts: tuple[Part, ...], name: str) -> Iterator[Part | None]:
    """The parts of a text, with ``None`` for what names of resources begin with: design and stage."""
    beginning = f"{name}-"
    ahead = False
    for part, following in zip(parts, (*parts[1:], ""), strict=False):
        before = part.removesuffix(beginning) if isinstance(part, str) else part
        if ahead:
            ahead = False
        elif following is Context.STAGE and before != part and (not before or str(before)[-1] in "/:"):
            ahead = True
            yield from filter(None, (before,))
            yield None
        else:
            yield part


def has_prefix(graph: ResourceGraph) -> bool:
    """Whether any text has that beginning."""
    texts = (each for each in walk((graph.resources, graph.outputs)) if isinstance(each, Join))
    return any(None in with_prefix(each.parts, graph.name) for each in texts)
