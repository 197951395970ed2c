"""CloudFormation templates in normal form: SAM's expanded by its translator, CDK's synthesised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.conformance.normal.answers import answer
from tests.conformance.normal.assembly import assembled
from tests.conformance.normal.form import (
    DEPLOYMENT,
    Deployment,
    Identity,
    Place,
    Settings,
    UnreadableError,
    output,
)
from tests.conformance.normal.intrinsics import Evaluator
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.kinds import spelled
from tests.conformance.normal.values import read_all

_SECTIONS = {"Type", "Properties", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy"}
_WITHOUT_EFFECT = {"DependsOn", "Metadata"}
"""Order of creation, and notes of tools to themselves."""


class Template:
    """One template, deployed to one place."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str], place: Place) -> None:
        self._resources: Mapping[str, Any] = template.get("Resources", {})
        self._outputs: Mapping[str, Any] = template.get("Outputs", {})
        self._place = place
        self._asked: set[str] = set()
        self._evaluator = Evaluator(template, parameters, place, self._attribute)

    def deployment(self) -> Deployment:
        """What it deploys. ``UnreadableError`` where it says what nobody has taught us to read."""
        found = [each for name in self._deployed() for each in self._said(name)]
        found += map(self._output, self._outputs.items())
        found.append((DEPLOYMENT, {("region",): self._place.region}))
        return assembled(found)

    def _deployed(self) -> Iterator[str]:
        for name, resource in self._resources.items():
            if "Condition" not in resource or self._evaluator.condition(resource["Condition"]):
                yield name

    def _said(self, name: str) -> Iterator[tuple[Identity, Settings]]:
        """The resource of that logical id, and what is made of a document in it."""
        resource = self._resources[name]
        strange = set(resource) - _SECTIONS - _WITHOUT_EFFECT
        if strange:
            raise UnreadableError(f"{name}: {sorted(strange)}")
        kind, spelling = self._spelled(name)
        identity = self._identity(name, kind, spelling)
        try:
            said = dict(self._evaluator.value(resource.get("Properties", {})))
            yield from spelling.pieces(identity, said, self._place)
            policy = dict(self._evaluator.value(resource.get("UpdatePolicy", {})))
            yield identity, dict(read_all(spelling.updates, policy))
        except (UnreadableError, TypeError, KeyError) as error:
            raise UnreadableError(f"{name}: {error}") from None
        yield identity, _deletion(resource, whole=spelling is kind.cloudformation[0])

    def _output(self, named: tuple[str, Any]) -> tuple[Identity, Settings]:
        name, said = named
        strange = set(said) - {"Value", "Description"}
        if strange:
            raise UnreadableError(f"output {name}: {sorted(strange)}")
        settings: Settings = {("value",): self._evaluator.value(said.get("Value"))}
        if "Description" in said:
            settings[("description",)] = said["Description"]
        return output(name), settings

    def _spelled(self, name: str) -> tuple[Kind, Spelling]:
        if name not in self._resources:
            raise UnreadableError(f"no resource {name}")
        return spelled(name, self._resources[name].get("Type"))

    def _identity(self, name: str, kind: Kind, spelling: Spelling) -> Identity:
        # Only what names it is evaluated: everything else may refer to other resources.
        said = self._resources[name].get("Properties", {})
        physical = spelling.identification.name(name, said, self._evaluator.value, self._place)
        return Identity(kind.name, physical)

    def _attribute(self, name: str, attribute: str | None) -> str:
        if name in self._asked:
            raise UnreadableError(f"{name} depends on itself")
        self._asked.add(name)
        try:
            kind, spelling = self._spelled(name)
            question = spelling.asked.get(attribute or "Ref")
            if question is None:
                raise UnreadableError(f"{name}.{attribute}")
            return answer(self._identity(name, kind, spelling), question, self._place)
        finally:
            self._asked.remove(name)


def _deletion(resource: Mapping[str, Any], *, whole: bool) -> Settings:
    """What becomes of it when it is deleted or replaced; nobody says that of a part of something."""
    if whole:
        return {
            ("on_delete",): resource.get("DeletionPolicy", "Delete"),
            ("on_replace",): resource.get("UpdateReplacePolicy", "Delete"),
        }
    if resource.keys() & {"DeletionPolicy", "UpdateReplacePolicy"}:
        raise UnreadableError(f"a {resource['Type']} that may be kept")
    return {}
