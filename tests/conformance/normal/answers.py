"""What resources answer once they are deployed.

Where AWS makes it up, a word in angle brackets that names the resource stands for it.
"""

from __future__ import annotations

from tests.conformance.normal.form import Identity, Place, UnreadableError

SECRET_SUFFIX = "-??????"  # noqa: S105 - Secrets Manager puts six random characters behind the name

_API = "<id of api {1}>"
_FUNCTION = "arn:{0.partition}:lambda:{0.region}:{0.account}:function:{1}"
_INVOKED = "arn:{0.partition}:apigateway:{0.region}:lambda:path/2015-03-31/functions/" + _FUNCTION
_LOG_GROUP = "arn:{0.partition}:logs:{0.region}:{0.account}:log-group:{1}"
_QUEUE_URL = "https://sqs.{0.region}.amazonaws.com/{0.account}/{1}"
_SECRET = "arn:{0.partition}:secretsmanager:{0.region}:{0.account}:secret:{1}" + SECRET_SUFFIX

_ANSWERS = {
    ("alias", "arn"): _FUNCTION,
    ("alias", "invoke_arn"): _INVOKED + "/invocations",
    ("api", "execution_arn"): "arn:{0.partition}:execute-api:{0.region}:{0.account}:" + _API,
    ("api", "id"): _API,
    ("api", "url"): f"https://{_API}.execute-api.{{0.region}}.amazonaws.com",
    ("authorizer", "id"): "<id of authorizer {1}>",
    ("function", "arn"): _FUNCTION,
    ("function", "invoke_arn"): _INVOKED + "/invocations",
    ("function", "name"): "{1}",
    ("function", "version"): "<published version of {1}>",
    ("integration", "id"): "<id of integration {1}>",
    ("log_group", "arn"): _LOG_GROUP,
    ("log_group", "name"): "{1}",
    ("log_group", "streams_arn"): _LOG_GROUP + ":*",
    ("queue", "arn"): "arn:{0.partition}:sqs:{0.region}:{0.account}:{1}",
    ("queue", "name"): "{1}",
    ("queue", "url"): _QUEUE_URL,
    ("role", "arn"): "arn:{0.partition}:iam::{0.account}:role/{1}",
    ("role", "name"): "{1}",
    ("secret", "arn"): _SECRET,
    ("table", "arn"): "arn:{0.partition}:dynamodb:{0.region}:{0.account}:table/{1}",
    ("table", "name"): "{1}",
    ("version", "version"): "<published version of {1}>",
}
"""Kind and question to the answer; its fields are the place and the resource's name."""


def answer(identity: Identity, question: str, place: Place) -> str:
    """What a resource answers; ``UnreadableError`` if nobody knows."""
    known = _ANSWERS.get((identity.kind, question))
    if known is None:
        raise UnreadableError(f"{question} of {identity.kind} {identity.name}")
    return known.format(place, identity.name)


def function_name(text: str, place: Place, qualifier: str | None = None) -> str:
    """``name`` or ``name:alias`` of a function that is given by name or by ARN: both mean the same."""
    name = text.removeprefix(answer(Identity("function", ""), "arn", place))
    return f"{name}:{qualifier}" if qualifier else name


def queue_name(url: str, place: Place) -> str:
    """The name of a queue that is given by its URL."""
    return url.removeprefix(answer(Identity("queue", ""), "url", place))


def integration_of(target: object) -> Identity:
    """The integration that a route's target names."""
    head, tail = answer(Identity("integration", "\0"), "id", Place("")).split("\0")
    text = str(target).removeprefix("integrations/" + head)
    if text == target or not text.endswith(tail):
        raise UnreadableError(f"a route to {target!r}")
    return Identity("integration", text.removesuffix(tail))
