"""Outside scanners find what our rules find: each pair in ``docs/field/scanners`` is tried out.

Our rule's bad example, or the entry's own, is exported and scanned, and so is the good one. A pair that
the scanner does not tell apart is an exception with a reason, and fails once it is not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.calibration.outside import Outside, Proof, Scanner, designs, proofs, scanners
from tests.conformance.designs import designs as shown
from tests.conformance.normal.kinds import by_type
from tests.conformance.scanners import Offers, Scans, offers, scan
from tests.conformance.workshop import Workshop

pytestmark = [pytest.mark.conformance, pytest.mark.whole]

KNOWN = tuple(each for each in scanners() if not each.not_run)
PROOFS = [each for scanner in KNOWN for each in proofs(scanner)]
GUARANTEED = [(scanner, each) for scanner in KNOWN for each in scanner.rules if each.guaranteed]


@pytest.fixture(scope="session")
def scans(workshop: Workshop) -> Scans:
    """What every scanner finds in all designs that its proofs are about; cdk-nag, in all others as well.

    Of checkov and cfn-lint ``test_tools`` asks all designs.
    """
    wanted = {each.name: designs(each) for each in KNOWN}
    wanted["cdk-nag"].update((each.name, each.blueprint) for each in shown())
    return dict(workshop.once("scans", lambda: scan(workshop, wanted)))


@pytest.fixture(scope="session")
def offered(workshop: Workshop) -> Offers:
    """Every rule of each scanner that is installed."""
    return dict(workshop.once("offers", lambda: offers(workshop)))


_OURS = "APIG|ASC|COG|DDB|EC2|ECR|EFS|ELB|EVB|IAM|KDS|KMS|L|S|SF|SMG|SNS|SQS|VPC"
"""How cdk-nag calls the services that exports deploy something of."""


def _ours(rule: str, types: list[str]) -> bool:
    """Whether a rule is about what exports deploy: by the types that it names, or by its own name."""
    if types:
        return not by_type().keys().isdisjoint(types)
    return bool(re.fullmatch(rf"AwsSolutions-(?:{_OURS})\d+|Serverless-\w+|[EW]S\d+", rule))


@pytest.mark.parametrize("scanner", KNOWN, ids=lambda each: each.name)
def test_every_rule_of_theirs_on_what_is_deployed_is_answered(scanner: Scanner, offered: Offers) -> None:
    here = {name: types for rules in offered[scanner.name].values() for name, types in rules.items()}
    answered = {each.id for each in scanner.rules}
    assert answered <= here.keys()
    assert {name for name, types in here.items() if _ours(name, types)} <= answered


@pytest.mark.parametrize("proof", PROOFS, ids=lambda each: f"{each.scanner}-{each.name}")
def test_a_scanner_tells_bad_from_good(proof: Proof, scans: Scans, offered: Offers) -> None:
    judged = {
        name: _verdict(proof, answers)
        for name, answers in scans[proof.scanner].items()
        if proof.outside.id in offered[proof.scanner][name] and "failed" not in answers[proof.bad]
    }
    assert judged
    wanted = {name: _excused(proof, name) for name in judged}
    assert judged == wanted


def _verdict(proof: Proof, answers: dict[str, dict[str, list[str]]]) -> str:
    found = {name: proof.outside.id in answers[name].get("found", ()) for name in (proof.bad, proof.good)}
    if not found[proof.bad]:
        return "does not find the bad one"
    return "finds the good one too" if found[proof.good] else "tells them apart"


def _excused(proof: Proof, format_name: str) -> str:
    if proof.excuse(proof.outside.unseen, format_name):
        return "does not find the bad one"
    if proof.excuse(proof.outside.stays, format_name):
        return "finds the good one too"
    return "tells them apart"


@pytest.mark.parametrize(
    ("scanner", "outside"), GUARANTEED, ids=[f"{scanner.name}-{each.id}" for scanner, each in GUARANTEED]
)
def test_what_is_guaranteed_is_never_found(scanner: Scanner, outside: Outside, scans: Scans) -> None:
    found = set(_designs_with(outside.id, scans[scanner.name]))
    assert bool(found) is bool(outside.alarm), sorted(found)


@pytest.mark.parametrize("scanner", KNOWN, ids=lambda each: each.name)
def test_whatever_is_found_is_answered(scanner: Scanner, scans: Scans, offered: Offers) -> None:
    of_its_own = {name for rules in offered[scanner.name].values() for name in rules}
    found = {
        check
        for by_design in scans[scanner.name].values()
        for answer in by_design.values()
        for check in answer.get("found", ())
    }
    assert sorted(found & of_its_own - {each.id for each in scanner.rules}) == []


def _designs_with(check: str, answers: dict[str, dict[str, dict[str, list[str]]]]) -> Iterator[str]:
    for by_design in answers.values():
        for name, answer in by_design.items():
            if check in answer.get("found", ()):
                yield name
