"""Rules on layers of the design: they suit the functions that are laid over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Rule, Severity, remove
from designer.rules.surroundings import every_layer

if TYPE_CHECKING:
    from designer.blueprint.resources.layer import Layer

_LAYERS = "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"


def _shop(layer: str, function: str = "") -> str:
    worker = f"worker: {{layers: tools{function}}}"
    return f"{{name: shop, functions: {{{worker}}}, layers: {{tools: {{{layer}}}}}}}"


def _used(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Path, Layer]]:
    """Every layer of the design that a function has, and where it says so."""
    for function in blueprint.each_function():
        for index, name in enumerate(function.value.layers):
            layer = blueprint.layers.get(name)
            if layer is not None and function.value.image is None:
                yield function, (*function.path, "layers", index), layer


class LayersRuntimeCompatible(Rule):
    """A function has a layer that is for other runtimes.

    Lambda refuses it; and what was built for one version of a language rarely loads in another.
    """

    id = "layers-runtime-compatible"
    severity = Severity.ERROR
    topic = "function"
    source = _LAYERS
    bad = _shop("runtimes: python3.12", ", runtime: python3.13")
    good = _shop("runtimes: [python3.12, python3.13]", ", runtime: python3.13")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every layer of the design, or public one, that does not know the function's runtime."""
        del today
        for function, at, layer in _used(blueprint):
            public = catalog.public_layers().get(layer.public) if layer.public else None
            known = public.runtimes if public else layer.runtimes
            if known and function.value.runtime not in known:
                name = function.value.layers[int(at[-1])]
                message = f"{name} is for {listed(known)}, but {function.name} runs {function.value.runtime}."
                yield self.finding(at, message, remove("Remove the layer", at, safe=False))


class LayersArchitectureCompatible(Rule):
    """A function has a layer that is for another architecture.

    Lambda lets it through, and binaries in the layer fail to load when the function starts.
    """

    id = "layers-architecture-compatible"
    severity = Severity.WARNING
    topic = "function"
    source = _LAYERS
    bad = _shop("architectures: x86_64", ", architecture: arm64")
    good = _shop("architectures: arm64", ", architecture: arm64")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every layer that does not know the function's architecture, or that says another by its name."""
        del today
        for function, at, arn in every_layer(blueprint):
            said = next((one for word, one in _WORDS.items() if word in arn.casefold() and ":" in arn), None)
            if said is not None and said != function.value.architecture and function.value.image is None:
                name = arn.split(":")[6] if arn.count(":") > 6 else arn
                message = f"{name} is for {said} by its name, but {function.name} runs on "
                message += f"{function.value.architecture}."
                yield self.finding(at, message, remove("Remove the layer", at, safe=False))
        for function, at, layer in _used(blueprint):
            if layer.architectures and function.value.architecture not in layer.architectures:
                name = function.value.layers[int(at[-1])]
                message = (
                    f"{name} is for {listed(layer.architectures)}, but {function.name} runs on "
                    f"{function.value.architecture}."
                )
                yield self.finding(at, message, remove("Remove the layer", at, safe=False))


_WORDS: Mapping[str, str] = {"arm64": "arm64", "x86": "x86_64", "amd64": "x86_64"}
"""What names of layers say, and the architecture that is meant."""
