"""Handlers: a start for the user's own code, shaped by what invokes the function."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import Reference, parse
from designer.blueprint.triggers.base import Trigger
from designer.exporters.base import File, Note

_SEGMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SUFFIX = {"python": ".py"}
"""Languages that have scaffolds, and how their files end."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A function's code: its folder below ``src``, what it is built for, and the scaffold."""

    package: str
    runtime: str
    architecture: str
    language: str
    files: tuple[File, ...]
    notes: tuple[Note, ...]


def handlers(blueprint: Blueprint) -> tuple[Handler, ...]:
    """The code of every function, in order."""
    return tuple(_handler(node, blueprint) for node in blueprint.each_function())


def _handler(node: Node[Function], blueprint: Blueprint) -> Handler:
    function = node.value
    runtime = catalog.runtimes().get(function.runtime)
    language = runtime.language if runtime else ""
    module, name = _entry_point(function.handler)
    files: tuple[File, ...] = ()
    notes: tuple[Note, ...] = ()
    if language not in _SUFFIX or module is None:
        what = f"runtime {function.runtime}" if language not in _SUFFIX else f"handler {function.handler!r}"
        notes = (
            Note(
                f"{node.name}.handler", f"No code is written for the {what}; put yours in src/{node.name}/."
            ),
        )
        files = (File(f"src/{node.name}/.gitkeep", ""),)
    else:
        text = _render(node, blueprint, name)
        files = (
            File(f"src/{node.name}/{module}{_SUFFIX[language]}", text),
            File(
                f"src/{node.name}/requirements.txt",
                "# What the code imports and the runtime does not have (boto3 is there).\n",
            ),
        )
    return Handler(node.name, function.runtime, function.architecture, language, files, notes)


def _entry_point(handler: str) -> tuple[str | None, str]:
    """Module path and function of a handler; no path where it would leave the package's folder."""
    module, _, name = handler.rpartition(".")
    segments = re.split(r"[./]", module)
    if not name.isidentifier() or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        return None, name
    return "/".join(segments), name


def _render(node: Node[Function], blueprint: Blueprint, name: str) -> str:
    function = node.value
    kinds = {trigger.HANDLER: trigger for trigger in function.triggers.values()}
    kind, trigger = next(iter(kinds.items())) if len(kinds) == 1 else ("direct", None)
    text = (
        _templates()
        .get_template(f"{kind}.py.j2")
        .render(
            name=name,
            docstring=_docstring(function.description or f"Handler of {node.name}."),
            trigger=trigger,
            fifo=_reads_fifo(trigger, blueprint),
            table=_written_table(function, blueprint),
            traced=function.tracing == "Active",
        )
    )
    return text if text.endswith("\n") else text + "\n"


def _docstring(text: str) -> str:
    """Text as the body of a docstring: one line, nothing that ends or escapes it."""
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")
    printable = "".join(letter for letter in line if letter.isprintable())
    return printable if printable.endswith((".", "!", "?")) else f"{printable}."


def _reads_fifo(trigger: Trigger | None, blueprint: Blueprint) -> bool:
    queue = blueprint.queue(getattr(trigger, "queue", ""))
    return queue is not None and queue.value.is_fifo


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


@cache
def _templates() -> Environment:
    return Environment(  # noqa: S701 - the output is Python, not HTML
        loader=PackageLoader("designer.project", "templates/handlers"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
