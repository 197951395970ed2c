"""Saving by splice: what changed changes, and every other byte stays."""

from __future__ import annotations

import difflib
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.blueprint.base import UNSET, Edit, EditError, apply
from designer.blueprint.file import Document, data_of, new_document, parse_text, updated
from designer.blueprint.splice import SpliceError, document, splice
from designer.blueprint.yaml12 import parse
from tests.strategies import drawing

SHOP = """\
# The shop.
blueprint: 1
name: shop   # short
region: eu-west-1

stages:
  dev:
  prod: {functions: {worker: {memory_size: 1024}}}

functions:
    # the worker
    worker:
        handler: app.handler   # keep
        timeout: 30
        scopes: {orders: [read, write], payment-key: read}
        environment:
            TABLE: "${orders.name}"
            # belongs to OTHER
            OTHER: |
               several
               lines

            LAST: 'quoted'  # trailing
        triggers:
            jobs: {type: sqs, queue: jobs}
        statements:
            - actions: ssm:GetParameter
              resources: ["*"]
              # why
              reason: flags

# about queues
queues:
    jobs: {visibility_timeout: 180, dead_letter: {queue: jobs-dlq}}
    # dlq
    jobs-dlq:
        message_retention: 1209600
# the end
"""


def changed(*edits: Edit, text: str = SHOP) -> tuple[list[str], Document]:
    """The changed lines (``-`` and ``+``) and the new document."""
    before = parse_text(text, "x")
    after = updated(before, apply(before.blueprint, edits))
    lines = difflib.unified_diff(before.text.splitlines(), after.text.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:2] not in ("--", "++", "@@")], after


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([Edit(("functions", "worker", "timeout"), 31)], ["-        timeout: 30", "+        timeout: 31"]),
        ([Edit(("name",), "store")], ["-name: shop   # short", "+name: store   # short"]),
        ([Edit(("functions", "worker", "memory_size"), 256)], ["+        memory_size: 256"]),
        ([Edit(("functions", "worker", "timeout"), UNSET)], ["-        timeout: 30"]),
        (
            [Edit(("functions", "worker", "environment", "OTHER"), UNSET)],
            [
                "-            # belongs to OTHER",
                "-            OTHER: |",
                "-               several",
                "-               lines",
            ],
        ),
        (
            [Edit(("functions", "worker", "environment", "LAST"), "a: b")],
            ["-            LAST: 'quoted'  # trailing", "+            LAST: 'a: b'  # trailing"],
        ),
        ([Edit(("functions", "worker", "environment", "NEW"), "yes")], ["+            NEW: 'yes'"]),
        (
            [Edit(("queues", "jobs", "fifo"), True), Edit(("queues", "jobs", "visibility_timeout"), UNSET)],
            [
                "-    jobs: {visibility_timeout: 180, dead_letter: {queue: jobs-dlq}}",
                "+    jobs: {dead_letter: {queue: jobs-dlq}, fifo: true}",
            ],
        ),
        (
            [Edit(("stages", "dev"), {"functions": {"worker": {"timeout": 3}}})],
            ["+    functions:", "+      worker:", "+        timeout: 3"],
        ),
        (
            [Edit(("queues", "jobs-dlq"), UNSET)],
            ["-    # dlq", "-    jobs-dlq:", "-        message_retention: 1209600"],
        ),
        (
            [Edit(("functions", "worker", "scopes", "orders"), ["read"])],
            [
                "-        scopes: {orders: [read, write], payment-key: read}",
                "+        scopes: {orders: read, payment-key: read}",
            ],
        ),
        ([Edit(("tables",), {"orders": {}})], ["+", "+tables:", "+  orders: {}"]),
        (
            [Edit(("functions", "worker", "statements", 0, "sid"), "Flags")],
            ["+              sid: Flags"],
        ),
    ],
)
def test_only_the_lines_that_changed_change(edits: list[Edit], lines: list[str]) -> None:
    found, _ = changed(*edits)

    assert [line for line in found if "stages" not in line] == lines


def test_a_renamed_key_keeps_its_place_its_value_and_its_comments() -> None:
    worker = parse_text(SHOP, "x").blueprint.functions["worker"]

    lines, _ = changed(Edit(("functions",), {"writer": worker}))

    assert lines == ["-    worker:", "+    writer:"]


def test_windows_line_ends_stay() -> None:
    _, after = changed(Edit(("functions", "worker", "memory_size"), 256), text=SHOP.replace("\n", "\r\n"))

    assert "\n" not in after.text.replace("\r\n", "")
    assert "memory_size: 256" in after.text


def test_a_file_without_a_last_line_end_can_grow() -> None:
    _, after = changed(Edit(("functions",), {"w": {"timeout": 5}}), text="blueprint: 1\nname: x")

    assert after.text == "blueprint: 1\nname: x\nfunctions:\n  w:\n    timeout: 5"


def test_an_alias_on_the_way_rewrites_its_section_only() -> None:
    text = "blueprint: 1\nname: x # mine\nqueues:\n  a: &q {delay: 60}\n  b: *q\n# kept\ntags: {a: b} # too\n"

    _, after = changed(Edit(("queues", "b", "delay"), 90), text=text)

    assert after.blueprint.queues["a"].delay == 60
    assert after.blueprint.queues["b"].delay == 90
    assert "name: x # mine" in after.text
    assert "# kept\ntags: {a: b} # too\n" in after.text


def test_saving_what_was_read_changes_nothing() -> None:
    before = parse_text(SHOP, "x")

    assert updated(before, before.blueprint).text == SHOP


LEAVES: list[tuple[tuple[Any, ...], list[Any]]] = [
    (("name",), ["shop", "store", "a-b_c"]),
    (("description",), ["", "text", "# no comment", "a: b", "multi\nline", "- é", "'", '"', "${x}", " pad "]),
    (("tags", "a"), ["1", "true", "null", "~", "", "x" * 200, UNSET]),
    (("functions", "worker", "timeout"), [1, 30, 900, UNSET]),
    (("functions", "worker", "description"), ["a", "b\n\nc\n", "|", "> x", "%", "@", "`", UNSET]),
    (("functions", "worker", "environment", "TABLE"), ["x", "", "y: z", UNSET]),
    (("functions", "worker", "environment", "OTHER"), ["x", "one\ntwo", UNSET]),
    (("functions", "worker", "environment", "N\tEW: #"), ["x", UNSET]),
    (("functions", "worker", "scopes", "orders"), [["read"], ["read", "write"], "write", UNSET]),
    (("functions", "worker", "triggers", "jobs", "batch_size"), [1, 10, UNSET]),
    (("functions", "worker", "triggers", "jobs", "filters"), [[{"body": {"k": ["v", None, 1]}}], [], UNSET]),
    (("functions", "worker", "triggers", "more"), [{"type": "sqs", "queue": "jobs"}, UNSET]),
    (("functions", "worker", "statements"), [[], [{"actions": "a:b", "resources": ["*"]}], UNSET]),
    (("functions", "worker", "logging", "retention_days"), [7, 30, UNSET]),
    (("functions", "worker"), [UNSET]),
    (("functions", "second"), [{}, {"handler": "x.y", "tags": {"b": "c"}}, UNSET]),
    (("queues", "jobs", "dead_letter"), [None, {"queue": "d"}, {"queue": "e"}, UNSET]),
    (("queues", "jobs", "fifo"), [True, False, UNSET]),
    (("queues", "jobs-dlq"), [UNSET, {}, {"fifo": True}]),
    (("queues", "third"), [{"delay": 5}, UNSET]),
    (("stages", "dev"), [{}, {"functions": {"worker": {"timeout": 3}}}]),
    (("stages", "prod", "functions", "worker", "memory_size"), [512, 1024, UNSET]),
    (("stages", "test"), [{}, UNSET]),
    (("suppress",), [[], [{"rule": "r", "at": "a", "reason": "because: yes"}], UNSET]),
    (("tables",), [{}, {"t": {}}, {"t": {"sort_key": "sk:S"}, "u": {}}, UNSET]),
    (("defaults", "memory_size"), [128, None, UNSET]),
]  # fmt: skip


def random_edits(source: random.Random, count: int) -> list[Edit]:
    """Edits of every kind, some of which fit only after others."""
    picked = [source.choice(LEAVES) for _ in range(count)]
    return [Edit(path, source.choice(values)) for path, values in picked]


def applied(start: Document, edits: list[Edit]) -> Document:
    """The document after every edit that fits."""
    blueprint = start.blueprint
    for edit in edits:
        try:
            blueprint = apply(blueprint, [edit])
        except EditError:
            continue
    return updated(start, blueprint)


@drawing(50)
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_any_edits_are_saved_as_meant(source: random.Random, count: int) -> None:
    before = parse_text(SHOP, "x")

    after = applied(before, random_edits(source, count))

    again = parse_text(after.text, "x")
    assert data_of(again.blueprint) == data_of(after.blueprint)
    assert "# The shop." in after.text
    assert "# about queues" in after.text or "queues" not in data_of(after.blueprint)


@drawing(30)
@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_edits_saved_and_undone_leave_the_same_design(source: random.Random, count: int) -> None:
    before = parse_text(SHOP, "x")
    after = applied(before, random_edits(source, count))

    back = updated(after, before.blueprint)

    assert back.blueprint == before.blueprint


@drawing(30)
@given(st.randoms(use_true_random=False))
def test_a_new_file_says_the_whole_design(source: random.Random) -> None:
    design = applied(parse_text(SHOP, "x"), random_edits(source, 8)).blueprint

    fresh = new_document(design)

    assert parse_text(fresh.text, "x").blueprint == design


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1000, 1000)
    | st.text(max_size=12).filter(lambda text: text.isprintable() or not text),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab:# -\"'é", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(st.text("abc:#", min_size=1, max_size=3), PLAIN, min_size=1, max_size=4)


@drawing(60)
@given(MAPPINGS, MAPPINGS)
def test_any_data_can_become_any_other_data(old: dict[str, Any], new: dict[str, Any]) -> None:
    tree = parse(document(old), "x")
    assert tree.data == old

    try:
        text = splice(tree, old, new)
    except SpliceError:
        return

    assert parse(text, "x").data == new


INDENTLESS = """\
blueprint: 1
name: x
functions:
  # about a
  a:
    layers:
    - one  # pinned: see ticket 42
    # again
    - two
    - three  # other
    timeout: 7   # seconds
    statements:  # mine
      - actions: [  # why
          "a:b", "c:d" ]
        resources: "*"
"""
LAYERS = ("functions", "a", "layers")


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (LAYERS, ["one", "three"], ["-    # again", "-    - two"]),
        (LAYERS, ["two", "three"], ["-    - one  # pinned: see ticket 42"]),
        (LAYERS, ["zero", "one", "two", "three"], ["+    - zero"]),
        (LAYERS, ["one", "two", "other", "three"], ["+    - other"]),
        (LAYERS, ["one", "new", "three", "four"], ["-    - two", "+    - new", "+    - four"]),
        (
            ("functions", "a", "statements", 0, "actions"),
            ["a:b"],
            [
                "-      - actions: [  # why",
                '-          "a:b", "c:d" ]',
                "+      # why",
                "+      - actions: ['a:b']",
            ],
        ),
    ],
)
def test_lists_change_item_by_item_and_keep_every_comment(
    path: tuple, value: list[str], lines: list[str]
) -> None:
    found, _ = changed(Edit(path, value), text=INDENTLESS)

    assert sorted(found) == sorted(lines)


@drawing(40)
@given(st.lists(st.sampled_from(["one", "two", "three", "four", "five"]), min_size=1, max_size=6))
def test_any_change_of_a_list_keeps_the_comments_of_what_stays(items: list[str]) -> None:
    _, after = changed(Edit(LAYERS, items), text=INDENTLESS)

    assert list(after.blueprint.functions["a"].layers) == items
    assert "# about a" in after.text
    assert "# seconds" in after.text
    assert "# mine" in after.text


def test_a_section_that_has_to_be_rewritten_keeps_its_comments() -> None:
    text = "blueprint: 1\nname: x\nqueues:\n  a: &q {delay: 60}  # first\n  # second\n  b: *q\n"

    _, after = changed(Edit(("queues", "b", "delay"), 90), text=text)

    assert "# first" in after.text
    assert "# second" in after.text
