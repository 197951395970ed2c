"""What no format does by itself for functions whose packages have to be signed."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import Note
from designer.graph import ResourceGraph
from designer.graph.compute import Function

UNSIGNED = (
    "Nothing signs the package in build/. Have AWS Signer sign it (aws signer start-signing-job reads and "
    "writes a versioned bucket) and put the signed one in its place, then deploy."
)
REBUILT = " app.py builds the package anew before every synthesis: take that out of app.py."


def notes(graph: ResourceGraph, *, rebuilt: bool = False) -> Iterator[Note]:
    """A note on each such function; ``rebuilt`` where the format builds the package itself."""
    for each in graph.resources:
        if isinstance(each, Function) and each.code_signing is not None:
            yield Note(f"{each.label}.code_signing", UNSIGNED + (REBUILT if rebuilt else ""))
