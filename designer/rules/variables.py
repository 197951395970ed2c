"""Rules on what is left to whoever deploys: the names of variables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.references import VARIABLE, references, replaced, variable
from designer.blueprint.references import Reference as TextReference
from designer.blueprint.variables import each_text
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import quoted


class VariableNameFree(Rule):
    """A variable has a name that the export, or Terraform itself, needs.

    The export would declare it twice, or Terraform would refuse the declaration.
    """

    id = "variable-name-free"
    severity = Severity.ERROR
    topic = "references"
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"
    )
    bad = "{name: shop, functions: {worker: {environment: {PLACE: '${var.region}'}}}}"
    good = "{name: shop, functions: {worker: {environment: {PLACE: '${region}'}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every text with such a variable."""
        del today
        reserved = catalog.choices("variable.reserved").values
        for path, text in each_text(blueprint):
            for each in references(text):
                if variable(each.written) and each.attribute in reserved:
                    new = _renamed(path, each)
                    fix = set_value(f"Use {new.written}", path, replaced(text, each, new.written), safe=False)
                    yield self.finding(
                        path, f"{quoted(str(each.attribute))} is taken; name it otherwise.", fix
                    )


def _renamed(path: Path, used: TextReference) -> TextReference:
    """What the deployment knows anyway, where a reference may stand; else another name."""
    known = used.attribute in ("region", "stage") and "environment" in path
    return (
        TextReference(str(used.attribute), None)
        if known
        else TextReference(VARIABLE, f"{used.attribute}_given")
    )
