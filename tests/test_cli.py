"""The command line: exit codes, output for people and for machines, one sentence for a bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from designer import gallery
from designer.blueprint.base import Edit
from designer.blueprint.splice import SpliceError
from designer.cli import cli
from designer.report import elided
from designer.report.judged import Judged
from designer.report.sarif import sarif
from designer.rules import registry
from designer.session import Session

WRONG = "blueprint: 1\nname: shop\nfunctions:\n  worker:\n    timeout: 5000\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def write(text: str = WRONG, name: str = "shop.yaml") -> str:
    Path(name).write_text(text)
    return name


def test_from_nothing_to_exports_in_two_commands() -> None:
    made = run("new", "--from", "order-worker")
    exported = run("export", "order-worker.yaml")

    assert (made.exit_code, exported.exit_code) == (0, 0)
    assert Path("order-worker.yaml").read_text() == gallery.text("order-worker")
    assert {path.name for path in Path("exports/order-worker").iterdir()} == {
        "terraform",
        "sam",
        "cdk-python",
    }


def test_a_new_design_can_have_a_name_and_never_replaces_a_file() -> None:
    assert run("new", "--from", "order-worker", "--name", "bills").exit_code == 0
    assert "\nname: bills\n" in Path("bills.yaml").read_text()

    again = run("new", "--from", "order-worker", "bills.yaml")

    assert again.exit_code == 2
    assert "exists already; name another file" in again.output
    assert "\nname: bills\n" in Path("bills.yaml").read_text()


def test_check_says_what_is_wrong_where_and_how_to_mend_it() -> None:
    result = run("check", write())

    assert result.exit_code == 1
    assert "function-timeout-range" in result.output
    assert "shop.yaml:5:5: functions.worker.timeout" in result.output
    assert "5000" in result.output or "5,000" in result.output
    assert "→" in result.output


def test_check_fails_from_the_severity_that_is_asked_for() -> None:
    name = write(gallery.text("order-worker").replace("visibility_timeout: 180", "visibility_timeout: 60"))

    assert run("check", name).exit_code == 0
    assert run("check", name, "--fail-on", "warning").exit_code == 1


def test_check_speaks_json() -> None:
    (result,) = json.loads(run("check", write(), "--format", "json").output)

    finding = result["findings"][0]
    assert (finding["rule"], finding["line"], finding["column"]) == ("function-timeout-range", 5, 5)
    assert finding["fix"]["safe"] in (True, False)
    assert result["counts"]["error"] >= 1


@pytest.mark.parametrize("command", [["check"], ["export"], ["fix"], ["open"]])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "There is no such file."),
        ("a: [", "This is not valid YAML"),
        ("blueprint: 9\nname: x\n", "Schema version 9"),
        ("blueprint: 1\nname: x\nfunktions: {}\n", "did you mean functions?"),
        ("blueprint: 1\nname: x\nname: y\n", "x.yaml:3:1: name is written twice"),
    ],
)
def test_an_unusable_input_gets_a_sentence_and_exit_code_2(
    command: list[str], text: str | None, says: str
) -> None:
    if text is not None:
        write(text, "x.yaml")
    before = sorted(Path().rglob("*"))

    result = run(*command, "x.yaml")

    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output
    assert sorted(Path().rglob("*")) == before


def test_one_unusable_file_does_not_keep_the_others_from_being_judged() -> None:
    files = [write("blueprint: 1\nname: x\nx: 1\n", "x.yaml"), write()]

    result = CliRunner().invoke(cli, ["check", *files, "--format", "json"])

    unusable, judged = json.loads(result.stdout)
    assert unusable["problems"][0]["line"] == 3
    assert judged["counts"]["error"] >= 1
    assert result.exit_code == 2


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_a_poor_terminal_still_shows_the_sentences(encoding: str) -> None:
    command = [sys.executable, "-m", "designer", "check", write()]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}

    result = subprocess.run(command, capture_output=True, env=environment, check=False)

    assert result.returncode == 1
    assert b"function-timeout-range" in result.stdout
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("target", ["> /dev/full", ">&-", "| true"])
@pytest.mark.parametrize("asked", ["rules", "--version", "--help"])
def test_output_that_cannot_be_written_is_no_traceback(asked: str, target: str) -> None:
    command = f"'{sys.executable}' -m designer {asked} {target}"

    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("kind", ["[sqs]", "{a: 1}", "5", "null"])
def test_a_trigger_type_that_is_no_text_gets_a_sentence(kind: str) -> None:
    name = write(f"blueprint: 1\nname: x\nfunctions: {{w: {{triggers: {{t: {{type: {kind}}}}}}}}}\n")

    result = run("check", name)

    assert result.exit_code == 2
    assert "shop.yaml:3:" in result.output


def test_fix_shows_the_change_then_makes_it_then_has_nothing_to_do() -> None:
    original = gallery.text("order-worker")
    name = write(original.replace("visibility_timeout: 180", "visibility_timeout: 20 # too short"))

    shown = run("fix", name, "--diff")
    assert "-    visibility_timeout: 20 # too short\n+    visibility_timeout: 180 # too short" in shown.output
    assert "visibility_timeout: 20" in Path(name).read_text()

    assert run("fix", name).exit_code == 0
    once = Path(name).read_text()
    assert once == original.replace("visibility_timeout: 180", "visibility_timeout: 180 # too short")
    run("fix", name)
    assert Path(name).read_text() == once


def test_a_file_name_may_be_any_bytes() -> None:
    path = Path(os.fsdecode(b"\xff.yaml"))
    path.write_text(WRONG)
    session = Session.open(path)
    session.apply([Edit(("description",), "Half a character: \ud800")], "Description")

    assert session.keep_draft()
    draft = Session.open(path).draft()
    with pytest.raises(SpliceError, match="half a character"):
        session.save()
    session.undo()
    told = json.dumps(sarif([Judged(str(path), session.document, session.review)]))

    assert draft is not None
    assert draft.data["description"].endswith("\ud800")
    assert '"uri": "%FF.yaml"' in told


def test_standard_input_without_end_is_refused() -> None:
    with Path("/dev/zero").open("rb") as endless:
        command = [sys.executable, "-m", "designer", "check", "-"]
        result = subprocess.run(command, stdin=endless, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert "standard input: Blueprints have at most 10,000,000 bytes" in result.stderr


def test_a_link_to_itself_is_no_place_for_a_design() -> None:
    Path("loop.yaml").symlink_to("loop.yaml")

    result = run("new", "--from", "order-worker", "loop.yaml")

    assert result.exit_code == 2
    assert "loop.yaml: The file cannot be written: Too many levels of symbolic links." in result.output


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_every_day_can_be_judged_by(day: str) -> None:
    text = "blueprint: 1\nname: a\nfunctions: {f: {}}\ngraphql_apis: {g: {api_keys: {k: {}}}}\n"

    assert run("check", write(text), "--as-of", day).exit_code == 1


@pytest.mark.parametrize("signal_sent", ["TERM", "INT"])
def test_an_interrupted_export_leaves_nothing_behind(signal_sent: str) -> None:
    run("new", "--from", "order-worker")
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "import designer.__main__\n"
        "replace, done = Path.replace, []\n"
        "def interrupted(self, target):\n"
        f"    len(done) == 3 and os.kill(os.getpid(), signal.SIG{signal_sent})\n"
        "    done.append(target)\n"
        "    return replace(self, target)\n"
        "Path.replace = interrupted\n"
        "sys.argv[1:] = ['export', 'order-worker.yaml', '--to', 'sam']\n"
        "designer.__main__.main()\n"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert result.returncode == (143 if signal_sent == "TERM" else 1)
    assert "Traceback" not in result.stderr
    assert not [each for each in Path("exports").rglob("*") if each.is_file()]


def test_fix_takes_several_files() -> None:
    texts = {
        "a.yaml": "blueprint: 1\nname: a\nfunctions: {f: {memory_size: 64}}\n",
        "b.yaml": "blueprint: 1\nname: b\nfunctions: {f: {}}\n",
    }
    for name, text in texts.items():
        Path(name).write_text(text)
    run("fix", *texts)
    assert "memory_size: 128" in Path("a.yaml").read_text()
    assert "a.yaml: " in run("fix", *texts).output


def test_export_refuses_errors_unless_told_otherwise() -> None:
    name = write()

    refused = run("export", name)
    assert refused.exit_code == 1
    assert "function-timeout-range" in refused.output
    assert not Path("exports").exists()

    assert run("export", name, "--allow-errors", "--to", "sam").exit_code == 0
    assert "WARNING" in Path("exports/shop/sam/template.yaml").read_text()


def test_export_shows_a_diff_and_keeps_what_a_hand_wrote() -> None:
    run("new", "--from", "order-worker")
    run("export", "order-worker.yaml", "--to", "sam", "--out", "out")
    template = Path("out/sam/template.yaml")
    template.write_text(template.read_text() + "# mine\n")

    assert "-# mine" in run("export", "order-worker.yaml", "--to", "sam", "--out", "out", "--diff").output
    assert "kept" in run("export", "order-worker.yaml", "--to", "sam", "--out", "out").output
    assert template.read_text().endswith("# mine\n")
    run("export", "order-worker.yaml", "--to", "sam", "--out", "out", "--overwrite")
    assert not template.read_text().endswith("# mine\n")


def test_export_speaks_json() -> None:
    run("new", "--from", "order-worker")

    results = json.loads(run("export", "order-worker.yaml", "--format", "json").output)

    assert [result["format"] for result in results] == ["terraform", "sam", "cdk-python"]
    assert all(result["written"] for result in results)


def test_explain_tells_the_harm_the_source_and_both_examples() -> None:
    result = run("explain", "sqs-visibility-six-times")

    assert result.exit_code == 0
    assert "https://docs.aws.amazon.com/" in result.output
    assert "Bad" in result.output
    assert "Good" in result.output
    assert json.loads(run("explain", "sqs-visibility-six-times", "--format", "json").output)["bad"]


def test_explain_fits_a_screen() -> None:
    for rule in registry.rules():
        told = [elided(each) for each in (rule.bad, rule.good)]
        assert all(len(line) <= 500 for each in told for line in each.splitlines()), rule.id


def test_explain_cuts_long_examples_in_text_only() -> None:
    assert "long long …" in run("explain", "design-description-length").output
    bad = json.loads(run("explain", "design-description-length", "--format", "json").output)["bad"]
    assert len(bad) > 1000
    assert "…" not in run("explain", "sqs-visibility-six-times").output


def test_explain_suggests_the_rule_that_was_meant() -> None:
    assert "did you mean sqs-visibility-six-times?" in run("explain", "sqs-visibility-six-time").output


def test_another_profile_than_the_files_can_be_asked_for() -> None:
    text = (
        "blueprint: 1\nname: a\nfunctions: {f: {triggers: {t: {type: schedule, expression: rate(1 day)}}}}\n"
    )
    name = write(text)
    for profile, code in (("standard", 1), ("prototype", 0), ("regulated", 1)):
        ran = run("check", name, "--profile", profile, "--fail-on", "warning")
        assert ran.exit_code == code, ran.output
    assert "f-failed" not in run("fix", name, "--profile", "prototype", "--diff").output
    assert "f-failed" in run("fix", name, "--diff").output


def test_explain_tells_the_profiles_of_a_rule() -> None:
    assert "regulated designs only" in run("explain", "table-pitr").output
    assert "only" not in run("explain", "dangling-reference").output.splitlines()[0]
    assert json.loads(run("explain", "table-pitr", "--format", "json").output)["profiles"] == ["regulated"]


def test_rules_and_gallery_are_listed() -> None:
    assert "iam-action-star" in run("rules").output
    assert json.loads(run("rules", "--format", "json").output)
    assert "order-worker" in run("new", "--list").output


def test_schema_is_a_schema_with_titles_and_descriptions() -> None:
    schema = json.loads(run("schema").output)

    def settings(node: object) -> list[dict[str, object]]:
        found = []
        if isinstance(node, dict):
            found += (
                list(node.get("properties", {}).values()) if isinstance(node.get("properties"), dict) else []
            )
            for value in node.values():
                found += settings(value)
        return found

    assert schema["required"] == ["blueprint", "name"]
    missing = [
        each
        for each in settings(schema)
        if not ((each.get("title") or "$ref" in each) and each.get("description"))
    ]
    assert missing == []


def test_without_a_terminal_the_designer_says_what_to_use() -> None:
    result = run()

    assert result.exit_code == 2
    assert "new, check, failures, permissions, fix, export, explain" in result.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(shell: str) -> None:
    assert "lambda-designer" in run("completion", shell).output


def test_no_colour_where_nobody_asked_for_it() -> None:
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "designer", "check", write()]

    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert "\x1b" not in result.stdout
    assert result.returncode == 1


def test_hostile_text_reaches_the_terminal_as_text() -> None:
    name = write('blueprint: 1\nname: x\nfunctions: {w: {environment: {"\\e[31mA": "${gone.\\e[2J}"}}}\n')

    result = run("check", name)

    assert result.exit_code == 1
    assert "\x1b" not in result.output
