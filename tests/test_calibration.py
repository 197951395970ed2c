"""Each rule of an outside scanner has one answer in ``docs/field/scanners``."""

from __future__ import annotations

import pytest
import yaml

from designer.rules import registry
from designer.rules.review import review
from tests.calibration.outside import FOLDER, Outside, Proof, Scanner, proofs, scanners
from tests.conformance.fair import CFN_LINT, CHECKOV
from tests.rules.judging import TODAY

EVERY = [pytest.param(each, id=f"{known.name}-{each.id}") for known in scanners() for each in known.rules]
WITH_EXAMPLES = [proof for scanner in scanners() for proof in proofs(scanner) if proof.outside.bad]


@pytest.mark.parametrize("outside", EVERY)
def test_each_rule_of_theirs_has_one_answer(outside: Outside) -> None:
    assert outside.strange == ()
    assert outside.answers == 1
    assert outside.subject.endswith(".")
    assert [each for each in outside.rules if registry.rule(each) is None] == []


@pytest.mark.parametrize("outside", EVERY)
def test_an_exception_is_of_a_rule_that_is_named(outside: Outside) -> None:
    excused = {of.partition(" in ")[0] for of in (*outside.unseen, *outside.stays)}
    assert excused <= set(outside.rules)
    assert not outside.alarm or outside.guaranteed
    assert bool(outside.bad) is bool(outside.good)
    assert not outside.bad or outside.rules


@pytest.mark.parametrize("scanner", scanners(), ids=lambda each: each.name)
def test_no_rule_of_theirs_is_said_twice(scanner: Scanner) -> None:
    path = FOLDER / f"{scanner.name}.yaml"
    root = yaml.compose(path.read_text(encoding="utf-8"))
    (rules,) = (value for key, value in root.value if key.value == "rules")
    names = [key.value for key, _ in rules.value]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("proof", WITH_EXAMPLES, ids=lambda each: f"{each.scanner}-{each.name}")
def test_our_rule_tells_the_examples_apart(proof: Proof) -> None:
    assert proof.outside.bad and proof.outside.good
    examples = (proof.outside.bad, proof.outside.good)
    found = [{each.rule for each in review(example, TODAY).findings} for example in examples]
    assert [proof.rule.id in each for each in found] == [True, False]


def test_nothing_that_is_excused_is_guaranteed() -> None:
    """What conformance excuses in the exports of all designs is found there."""
    excused = {each.check for each in (*CHECKOV, *CFN_LINT)}
    guaranteed = {each.id for scanner in scanners() for each in scanner.rules if each.guaranteed}
    alarms = {each.id for scanner in scanners() for each in scanner.rules if each.alarm}
    assert guaranteed & excused <= alarms
