"""Reports for machines: SARIF, JUnit, GitHub annotations, baselines."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from designer.cli import cli

BAD = """blueprint: 1
name: shop
functions: {worker: {triggers: {jobs: {type: sqs, queue: jobs}}}}
queues: {jobs: {visibility_timeout: 10, dead_letter: {queue: dead}}, dead: {message_retention: 1209600}}
"""
GOOD = BAD.replace("10,", "180,")
RULE = "sqs-visibility-below-timeout"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad, 1%.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


def check(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)], input=text)


def parsed(ran: Result) -> ElementTree.Element:
    return ElementTree.fromstring(ran.stdout)  # noqa: S314 - our own output


def test_sarif_has_the_place_and_the_rule(bad: Path) -> None:
    ran = check(bad, "--format", "sarif")
    (run,) = json.loads(ran.stdout)["runs"]
    (result,) = run["results"]
    where = result["locations"][0]

    assert ran.exit_code == 1
    assert (result["ruleId"], result["level"]) == (RULE, "error")
    assert where["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 17}
    assert where["physicalLocation"]["artifactLocation"]["uri"].endswith("/bad%2C%201%25.yaml")
    assert where["logicalLocations"] == [{"fullyQualifiedName": "queues.jobs.visibility_timeout"}]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == RULE


def test_sarif_keeps_its_fingerprint_while_lines_and_numbers_move(bad: Path) -> None:
    def fingerprint() -> str:
        (result,) = json.loads(check(bad, "--format", "sarif").stdout)["runs"][0]["results"]
        return str(result["partialFingerprints"]["setting/v1"])

    before = fingerprint()
    bad.write_text("# moved\n" + BAD.replace("10,", "20,"), encoding="utf-8")

    assert fingerprint() == before


def test_sarif_tells_what_is_suppressed(bad: Path) -> None:
    reason = f"suppress: [{{rule: {RULE}, at: queues.jobs, reason: An experiment.}}]\n"
    bad.write_text(BAD + reason, encoding="utf-8")
    ran = check(bad, "--format", "sarif")

    assert ran.exit_code == 0
    assert [each["suppressions"] for each in json.loads(ran.stdout)["runs"][0]["results"]] == [
        [{"kind": "inSource"}]
    ]


@pytest.mark.parametrize("form", ["sarif", "junit", "github"])
def test_a_file_that_cannot_be_used_is_told_in_every_form(tmp_path: Path, form: str) -> None:
    path = tmp_path / "no.yaml"
    path.write_text("name: [\n", encoding="utf-8")
    ran = check(path, "--format", form)

    assert ran.exit_code == 2
    assert "unreadable-blueprint" in ran.stdout


def test_junit_counts_failures(bad: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(GOOD, encoding="utf-8")
    suites = parsed(check(bad, good, "--format", "junit"))

    assert [each.attrib["failures"] for each in suites] == ["1", "0"]
    failure = suites.find(".//failure")
    assert failure is not None
    assert "10 s" in failure.attrib["message"]


def test_junit_holds_what_xml_cannot(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text('blueprint: 1\nname: shop\nfunctions: {"a\\u0001<&": {}}\n', encoding="utf-8")

    assert parsed(check(path, "--format", "junit")).tag == "testsuites"


def test_github_escapes_what_means_something_there(bad: Path) -> None:
    (line,) = check(bad, "--format", "github").stdout.splitlines()

    assert line.startswith("::error file=")
    assert "bad%2C 1%25.yaml,line=4,col=17" in line
    assert f"title={RULE}::queues.jobs.visibility_timeout: 10 s" in line


def test_standard_input_is_judged() -> None:
    ran = check("-", "--format", "github", text=BAD)

    assert ran.exit_code == 1
    assert "file=standard input,line=4" in ran.stdout
    assert check("-", text=GOOD).exit_code == 0


def test_what_is_in_the_baseline_does_not_fail(bad: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert check(bad, "--write-baseline", known).exit_code == 0

    ran = check(bad, "--baseline", known)
    assert ran.exit_code == 0
    assert "1 finding is in" in ran.stdout

    bad.write_text("# moved\n" + BAD.replace("10,", "20,"), encoding="utf-8")
    assert check(bad, "--baseline", known).exit_code == 0

    bad.write_text(BAD.replace("name: shop", "name: shop\nregion: Ireland"), encoding="utf-8")
    ran = check(bad, "--baseline", known, "--format", "github")
    assert ran.exit_code == 1
    assert RULE not in ran.stdout


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [3]}']
)
def test_what_is_no_baseline_is_refused(bad: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    ran = check(bad, "--baseline", path)

    assert ran.exit_code == 2
    assert "This is no baseline; write one by" in ran.stderr


def test_a_baseline_that_is_not_there_is_named(bad: Path, tmp_path: Path) -> None:
    ran = check(bad, "--baseline", tmp_path / "none.json")

    assert ran.exit_code == 2
    assert "none.json: There is no such file." in ran.stderr
