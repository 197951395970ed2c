"""What no format does by itself for functions whose packages have to be signed."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import Note
from designer.graph import Function, ResourceGraph


def notes(graph: ResourceGraph, *, rebuilt: bool = False) -> Iterator[Note]:
    """A note on each such function; ``rebuilt`` where the format builds the package itself."""
    for each in graph.resources:
        if isinstance(each, Function) and each.code_signing is not None:
            package = f"build/{each.package}.zip"
            more = (
                " app.py builds it anew before every synthesis: take that out of app.py." if rebuilt else ""
            )
            yield Note(
                f"{each.label}.code_signing",
                f"Nothing signs {package}. Have AWS Signer sign it (aws signer start-signing-job reads and "
                f"writes a versioned bucket) and put the signed package in its place, then deploy.{more}",
            )
