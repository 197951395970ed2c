"""Parity can fail: whatever is changed in what a tool says of an export, the comparison notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conformance import exempt
from tests.conformance.designs import left_out
from tests.conformance.mutation import Mutation, Step, mutations
from tests.conformance.normal.cloudformation import Template
from tests.conformance.normal.comparison import compare
from tests.conformance.normal.exemption import Exemption
from tests.conformance.normal.form import Deployment, Place, UnreadableError
from tests.conformance.normal.terraform import deployment
from tests.conformance.parity import TOLERATED, Deployed, named_packages, plan_of
from tests.conformance.planned import module_name
from tests.conformance.textual import MUTANTS

Record = Callable[[str, object], None]

_WITH_EFFECT = ("Resources", "Outputs", "Mappings", "Conditions")
"""Sections of a template that say what is deployed."""
_EXEMPT = 0.01
"""How many changes that matter may go unnoticed for a reason that is listed, to one that is noticed."""


@dataclass(frozen=True)
class Subject:
    """Something to change, how it is read, and what another format deploys in its stead."""

    name: str
    tree: Any
    read: Callable[[Mutation], Iterator[Deployment]]
    right: list[Deployment]
    formats: tuple[str, str]
    references: Sequence[str] = ()

    def notices(self, mutation: Mutation) -> bool:
        """Whether any stage differs from the other format, or can no longer be read."""
        left, right = self.formats
        pairs = zip(self.read(mutation), self.right, strict=True)
        try:
            return any(
                compare((left, ours), (right, theirs), TOLERATED).differences for ours, theirs in pairs
            )
        except UnreadableError:
            return True


@pytest.mark.conformance
def test_no_change_of_a_sam_template_goes_unnoticed(
    expanded: list[dict[str, Any]], cdk: Deployed, record_property: Record
) -> None:
    _judge("SAM", list(_sam_subjects(expanded, cdk)), exempt.SAM, record_property)


@pytest.mark.conformance
def test_no_change_of_a_cdk_template_goes_unnoticed(
    synthesised: list[dict[str, Any]], sam: Deployed, record_property: Record
) -> None:
    _judge("CDK", list(_cdk_subjects(synthesised, sam)), exempt.CDK, record_property)


@pytest.mark.conformance
def test_no_change_of_a_terraform_plan_goes_unnoticed(
    plans: dict[str, Any], expanded: list[dict[str, Any]], sam: Deployed, record_property: Record
) -> None:
    _judge("Terraform", list(_terraform_subjects(plans, expanded, sam)), exempt.TERRAFORM, record_property)


def _judge(title: str, subjects: Sequence[Subject], exemptions: Sequence[Exemption], record: Record) -> None:
    outcome: Counter[str] = Counter()
    missed, needed = set(), set()
    for subject in subjects:
        for mutation in mutations(subject.tree, subject.references):
            if subject.notices(mutation):
                outcome["noticed"] += 1
                continue
            site, value = _place(subject.tree, mutation.site)
            found = next((each for each in exemptions if (each.site, each.value) == (site, value)), None)
            if found is None or mutation.kind != "drop":
                missed.add(f"{mutation.kind} {site} {value} in {subject.name}")
            else:
                needed.add(found)
                outcome["without effect" if found.equivalent else "exempt"] += 1
    counts = ", ".join(f"{count} {word}" for word, count in sorted(outcome.items()))
    record("conformance", f"{title}: mutations {counts}, {len(missed)} missed")
    if missed:
        pytest.fail("Nobody noticed\n" + "\n".join(sorted(missed)), pytrace=False)
    if left_out():
        return
    deployed = {type_ for subject in subjects for type_ in _types(subject.tree)}
    stale = [each for each in exemptions if each not in needed and each.site[0] in deployed]
    assert stale == []
    assert outcome["exempt"] <= _EXEMPT * outcome["noticed"]


def _types(tree: Any) -> set[str]:
    """The types of the resources in it."""
    if "Resources" in tree:
        return {str(each["Type"]) for each in tree["Resources"].values()}
    return {address.partition(".")[0] for address in tree}


def _place(tree: Any, site: tuple[Step, ...]) -> tuple[tuple[str, ...], str]:
    """Where a site lies, by types rather than names, and what is there."""
    value: Any = tree
    for step in site:
        value = f"inside {value!r}" if isinstance(value, str) else value[step]
    words = ["#" if isinstance(step, int) else step for step in site]
    if words[0] == "Resources" and len(words) > 1:
        words[:2] = [tree["Resources"][words[1]]["Type"]]
    elif "." in words[0]:
        words[0] = words[0].partition(".")[0]
    return tuple(words), repr(value)


def _sam_subjects(expanded: list[dict[str, Any]], cdk: Deployed) -> Iterator[Subject]:
    """One for each design: a change is made in all its stages, since the template is theirs together."""
    by_design: dict[str, list[dict[str, Any]]] = {}
    for each in expanded:
        by_design.setdefault(each["design"], []).append(each)
    for design, answers in by_design.items():
        yield _template(
            design, answers, [cdk[f"{design}/{each['stage']}"]() for each in answers], ("sam", "cdk-python")
        )


def _cdk_subjects(synthesised: list[dict[str, Any]], sam: Deployed) -> Iterator[Subject]:
    """One for each design and stage."""
    for each in synthesised:
        name = f"{each['design']}/{each['stage']}"
        yield _template(name, [each], [sam[name]()], ("cdk-python", "sam"))


def _template(
    name: str, answers: list[dict[str, Any]], right: list[Deployment], formats: tuple[str, str]
) -> Subject:
    trees = [_with_effect(named_packages(each)) for each in answers]

    def read(mutation: Mutation) -> Iterator[Deployment]:
        for tree, each in zip(map(mutation.applied, trees), answers, strict=True):
            yield Template(tree, each["parameters"], Place(each["region"])).deployment()

    return Subject(name, trees[0], read, right, formats, list(trees[0]["Resources"]))


def _with_effect(template: dict[str, Any]) -> dict[str, Any]:
    """The template without what its tool adds: order, notes, the bucket that packages go to."""
    for resource in template["Resources"].values():
        resource.pop("DependsOn", None)
        resource.pop("Metadata", None)
        for word in ("Code", "Content"):
            resource["Properties"].get(word, {}).pop("S3Bucket", None)
    return {section: template[section] for section in _WITH_EFFECT if section in template}


def _terraform_subjects(
    plans: dict[str, Any], expanded: list[dict[str, Any]], sam: Deployed
) -> Iterator[Subject]:
    """One for each module."""
    right = {
        module_name(each["design"], each["stage"]): sam[f"{each['design']}/{each['stage']}"]
        for each in expanded
    }
    for module, answer in plans.items():
        if module not in {mutant.name for mutant in MUTANTS}:
            yield _plan(module, answer, right[module]())


def _plan(module: str, answer: dict[str, Any], right: Deployment) -> Subject:
    plan = plan_of(answer)
    tree = {**plan.said, "outputs": plan.outputs}

    def read(mutation: Mutation) -> Iterator[Deployment]:
        changed = mutation.applied(tree)
        said = {name: value for name, value in changed.items() if name != "outputs"}
        yield deployment(said, changed.get("outputs", {}), plan.place)

    return Subject(module, tree, read, [right], ("terraform", "sam"))
