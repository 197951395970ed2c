"""Each rule of an outside scanner has one answer in ``docs/field/scanners``."""

from __future__ import annotations

import pytest
import yaml

from designer.rules import registry
from designer.rules.review import review
from tests.calibration.outside import FOLDER, Proof, Scanner, proofs, scanners
from tests.conformance.fair import CFN_LINT, CHECKOV
from tests.rules.judging import TODAY

WITH_EXAMPLES = [proof for scanner in scanners() for proof in proofs(scanner) if proof.outside.bad]


SCANNERS = pytest.mark.parametrize("scanner", scanners(), ids=lambda each: each.name)


@SCANNERS
def test_each_rule_of_theirs_has_one_answer(scanner: Scanner) -> None:
    for outside in scanner.rules:
        assert outside.strange == (), outside.id
        assert outside.answers == 1, outside.id
        assert outside.subject.endswith("."), outside.id
        assert [each for each in outside.rules if registry.rule(each) is None] == [], outside.id


@SCANNERS
def test_an_exception_is_of_a_rule_that_is_named(scanner: Scanner) -> None:
    for outside in scanner.rules:
        excused = {of.partition(" in ")[0] for of in (*outside.unseen, *outside.stays)}
        assert excused <= set(outside.rules), outside.id
        assert not outside.alarm or outside.guaranteed, outside.id
        assert bool(outside.bad) is bool(outside.good), outside.id
        assert not outside.bad or outside.rules, outside.id


@SCANNERS
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
