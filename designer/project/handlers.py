"""Handlers: a start for the user's own code, shaped by what invokes the function."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from keyword import iskeyword

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import Reference, parse
from designer.blueprint.triggers.base import Consumer, Trigger
from designer.exporters.base import File, Note, snake_case
from designer.project.layout import filled
from designer.project.routes import Route, routes

_DIRECT_EVENT = {"message": "an event of your own"}
_CHECK_EVENT = {
    "DeploymentId": "d-0123ABCDE",
    "LifecycleEventHookExecutionId": "eyJlbmNyeXB0ZWREYXRhIjoiMDEyMyJ9",
}
_SEGMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_REFUSALS = {
    "direct": "nothing handles events yet",
    "deployment": "nothing checks the new version yet",
    "custom_resource": "nothing makes it yet",
    "event": "nothing handles events yet",
    "records": "nothing processes records yet",
    "pipe": "nothing processes events yet",
    "schedule": "nothing runs on schedule yet",
    "stream": "All records failed processing",
    "sqs_partial": "All records failed processing",
    "sqs_fifo": "All records failed processing",
    "sqs_whole": "nothing processes messages yet",
}
"""What a scaffold without code of the user's own says when it is invoked."""
_CALLED = {"custom_resource": ("urlopen",), "deployment": ("codedeploy",)}
"""What a scaffold calls besides a table, by its name in the module."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A function's code: its folder below ``src``, what it is built for, the scaffold and its test."""

    package: str
    runtime: str
    architecture: str
    language: str
    files: tuple[File, ...]
    notes: tuple[Note, ...]
    image: str | None = None
    """The repository that its image is pushed to; ``None`` where it is a package."""
    tag: str = ""


_ROUTED = ("http_api", "rest_api")
"""Scaffolds with a function for each route."""

_EVENT_TYPES = {"KinesisStreamEvent": "KinesisDataStreams", "DynamoDBStreamEvent": "DynamoDBStreams"}
"""What Powertools' batch processor calls the records of a data class."""


def handlers(blueprint: Blueprint) -> tuple[Handler, ...]:
    """The code of every function, in order."""
    built = (node for node in blueprint.each_function() if not _is_given(node.value))
    return tuple(_handler(node, blueprint) for node in built)


def tested(code: Iterable[Handler]) -> bool:
    """Whether any of the code has a test."""
    return any(each.language == "python" and not each.notes for each in code)


def shared_tests(code: Iterable[Handler], blueprint: Blueprint) -> tuple[File, ...]:
    """What the tests of all handlers share, where there are any."""
    text = filled("tests/conftest.py.j2", region=blueprint.region)
    return (File("tests/conftest.py", text),) if tested(code) else ()


def _is_given(function: Function) -> bool:
    """Whether it runs an image that is built elsewhere."""
    return function.image is not None and function.image.repository is None


def _handler(node: Node[Function], blueprint: Blueprint) -> Handler:
    function = node.value
    runtime = catalog.runtimes().get(function.runtime)
    language = runtime.language if runtime else ""
    module, name = _entry_point(function.handler)
    files: tuple[File, ...] = (File(f"src/{node.name}/.gitkeep", ""),)
    notes: tuple[Note, ...] = (_no_code(node, language),)
    if language == "python" and module is not None:
        files, notes = tuple(_Scaffold(node, blueprint, module, name).files()), ()
    made = Handler(node.name, function.runtime, function.architecture, language, files, notes)
    return _in_image(made, function) if function.image else made


def _in_image(made: Handler, function: Function) -> Handler:
    """``made`` with what builds an image of it."""
    image = function.image
    text = filled(
        "Dockerfile.j2",
        function=made.package,
        architecture=made.architecture,
        platform=_PLATFORMS.get(made.architecture, made.architecture),
        version=made.runtime.removeprefix("python"),
        handler=function.handler,
    )
    file = File(f"src/{made.package}/Dockerfile", text)
    repository, tag = (image.repository, image.tag) if image else (None, "")
    return replace(made, files=(*made.files, file), image=repository, tag=tag)


_PLATFORMS = {"x86_64": "amd64"}
"""What Docker calls architectures otherwise."""


def _no_code(node: Node[Function], language: str) -> Note:
    function = node.value
    what = f"handler {function.handler!r}" if language == "python" else f"runtime {function.runtime}"
    return Note(f"{node.name}.handler", f"No code is written for the {what}; put yours in src/{node.name}/.")


def _entry_point(handler: str) -> tuple[str | None, str]:
    """Module path and function of a handler; no path where it would leave the package's folder."""
    module, _, name = handler.rpartition(".")
    segments = re.split(r"[./]", module)
    if not name.isidentifier() or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        return None, name
    return "/".join(segments), name


@dataclass(frozen=True, slots=True)
class _Scaffold:
    """What the templates of one function are filled with."""

    node: Node[Function]
    blueprint: Blueprint
    module: str
    name: str
    """The name of the handler in its module."""

    def files(self) -> Iterator[File]:
        """The code, what it requires, a sample event, and a test that uses it."""
        function, values = self.node.value, self._values()
        kind, trigger = _kind(self.node, self.blueprint)
        yield File(f"src/{self.node.name}/{self.module}.py", filled(f"handlers/{kind}.py.j2", **values))
        extra = "[tracer]" if function.tracing == "Active" else ""
        yield File(f"src/{self.node.name}/requirements.txt", f"aws-lambda-powertools{extra}>=3.8,<4\n")
        own = _CHECK_EVENT if kind == "deployment" else _DIRECT_EVENT
        event = trigger.sample_event(Consumer(self.blueprint, self.node)) if trigger else own
        yield File(f"events/{self.node.name}.json", json.dumps(event, indent=2, ensure_ascii=False) + "\n")
        test = filled("tests/test_function.py.j2", **values)
        yield File(f"tests/test_{snake_case(self.node.name)}.py", test)

    def _values(self) -> dict[str, object]:
        function, blueprint = self.node.value, self.blueprint
        kind, trigger = _kind(self.node, blueprint)
        event_class = trigger.event_class if trigger else None
        table = _written_table(function, blueprint)
        known: tuple[Route, ...] = (
            routes(self.node, blueprint, table) if kind in ("http_api", "rest_api") else ()
        )
        used = table if kind.startswith("sqs") or any(route.uses_table for route in known) else None
        return {
            "function": self.node.name,
            "name": self.name,
            "kind": kind,
            "event_class": event_class,
            "event_type": _EVENT_TYPES.get(event_class or ""),
            "docstring": _docstring(function.description or f"Handler of {self.node.name}."),
            "service": blueprint.name,
            "traced": function.tracing == "Active",
            "table": used,
            "mocks": [*(["table"] if used else []), *_CALLED.get(kind, ())],
            "routes": known,
            "path": f"{self.module}.py",
            "region": blueprint.region,
            "variables": [key for key in function.environment if key.isidentifier() and not iskeyword(key)],
            "refusal": _REFUSALS.get(kind, ""),
            "unknown": 501 if any(route.catches_all for route in known) else 404,
        }


def _kind(node: Node[Function], blueprint: Blueprint) -> tuple[str, Trigger | None]:
    """The scaffold that suits a function's triggers, and the trigger; ``direct`` where they differ."""
    kinds: dict[str, Trigger] = {}
    for each in node.value.triggers.values():
        kinds.setdefault(each.handler, each)
    if len(kinds) != 1:
        checks = not kinds and blueprint.once(_checking) & {node.name}
        return "deployment" if checks else "direct", None
    kind, trigger = next(iter(kinds.items()))
    if kind != "sqs":
        return kind, trigger
    if not getattr(trigger, "partial_batch_response", False):
        return "sqs_whole", trigger
    queue = blueprint.queue(getattr(trigger, "queue", ""))
    return ("sqs_fifo" if queue and queue.value.is_fifo else "sqs_partial"), trigger


def _checking(blueprint: Blueprint) -> frozenset[str]:
    """The functions that CodeDeploy asks for their opinion of a new version."""
    deployments = (each.value.deployment for each in blueprint.each_function())
    return frozenset(name for each in deployments if each for name in (each.before, each.after) if name)


def _docstring(text: str) -> str:
    """Text as the body of a docstring: one line, nothing that ends or escapes it."""
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")
    printable = "".join(letter for letter in line if letter.isprintable())
    return printable if printable.endswith((".", "!", "?")) else f"{printable}."


def _written_table(function: Function, blueprint: Blueprint) -> str | None:
    """The environment variable that names a table which the function may write, if there is just one."""
    variables = []
    for key, value in function.environment.items():
        pieces = parse(value)
        if len(pieces) == 1 and isinstance(pieces[0], Reference) and pieces[0].attribute == "name":
            target = pieces[0].name
            if target in blueprint.tables and "write" in function.scopes.get(target, ()):
                variables.append(key)
    return variables[0] if len(variables) == 1 and variables[0].isidentifier() else None
