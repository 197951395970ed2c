"""The HCL writer: every text literal, every line where ``terraform fmt`` wants it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.exporters.hcl import (
    Argument,
    Block,
    Call,
    Commented,
    Expression,
    ForEach,
    Lines,
    List,
    Object,
    Reference,
    arguments,
    document,
    template,
    write,
)
from designer.exporters.hcl_text import LINE, comment, key, quote
from designer.exporters.terraform_json import json_text
from tests.exporters.terraform_tool import Terraform

JOBS = Reference("aws_sqs_queue.jobs.arn")

SPELLINGS = {
    "": '""',
    "plain": '"plain"',
    'say "hi"': r'"say \"hi\""',
    r"C:\temp": r'"C:\\temp"',
    "two\nlines\tand\rmore": r'"two\nlines\tand\rmore"',
    "${name}": '"$${name}"',
    "%{ if x }": '"%%{ if x }"',
    "$${already}": r'"$\u0024{already}"',
    "%${mixed}": r'"%\u0024{mixed}"',
    "costs $5 or 5% {net}": '"costs $5 or 5% {net}"',
    "$": '"$"',
    "naïve 日本 😀": '"naïve 日本 😀"',
    "\x00\x1b": r'"\u0000\u001b"',
    "\u202eevil\u200b": r'"\u202eevil\u200b"',
    "\U000e0001": r'"\U000e0001"',
    "\ud800": '"\ufffd"',
}


@pytest.mark.parametrize(("text", "spelling"), SPELLINGS.items())
def test_text_is_literal(text: str, spelling: str) -> None:
    assert quote(text) == spelling


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("TABLE_NAME", "TABLE_NAME"),
        ("with-dash", "with-dash"),
        ("aws:SecureTransport", '"aws:SecureTransport"'),
        ("1st", '"1st"'),
        ("for", '"for"'),
        ("null", '"null"'),
        ("a.b", '"a.b"'),
        ("${x}", '"$${x}"'),
        ("größe", '"größe"'),
        ("日本", '"日本"'),
        ("e\u0301", r'"e\u0301"'),
        ("👩\u200d💻", r'"\U0001f469\u200d\U0001f4bb"'),
    ],
)
def test_key_is_bare_only_where_it_may_be(name: str, spelling: str) -> None:
    assert key(name) == spelling


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-3, "-3"),
        (0.5, "0.5"),
        (JOBS, "aws_sqs_queue.jobs.arn"),
        (List(()), "[]"),
        (Object(()), "{}"),
        (List(("a", JOBS)), '["a", aws_sqs_queue.jobs.arn]'),
        (Object((Argument("a", 1),)), "{ a = 1 }"),
        (Call("merge", (JOBS, Object((Argument("a", 1),)))), "merge(aws_sqs_queue.jobs.arn, { a = 1 })"),
    ],
)
def test_short_values_take_one_line(value: Expression, spelling: str) -> None:
    assert write(value, 0) == spelling


@pytest.mark.parametrize(
    ("parts", "spelling"),
    [
        ((), '""'),
        (("a", "b"), '"ab"'),
        ((JOBS,), "aws_sqs_queue.jobs.arn"),
        (("a", "", JOBS, "/*"), '"a${aws_sqs_queue.jobs.arn}/*"'),
        (("$", JOBS), r'"\u0024${aws_sqs_queue.jobs.arn}"'),
        (("%", JOBS, "{"), '"%${aws_sqs_queue.jobs.arn}{"'),
        (("a", template("b", JOBS), 5), '"ab${aws_sqs_queue.jobs.arn}5"'),
        (("${", JOBS, "}"), '"$${${aws_sqs_queue.jobs.arn}}"'),
    ],
)
def test_template(parts: tuple[Expression, ...], spelling: str) -> None:
    assert write(template(*parts), 0) == spelling


def test_attribute_in_brackets_where_it_is_no_identifier() -> None:
    assert Reference("local").attribute("tags").text == "local.tags"
    assert Reference("local").attribute('a "b"').text == r'local["a \"b\""]'


def test_neighbours_are_aligned_and_nothing_else() -> None:
    block = Block(
        "resource",
        ("aws_thing", "x"),
        (
            (
                Argument("a", 1),
                Argument("long", 2),
                Argument("object", Object((Argument("b", 1), Argument("ccc", 2)))),
                Argument("d", 3, "Why three."),
                Argument("eee", 4),
            ),
            (),
            None,
            Block("inner", (), (arguments(on=True, off=None),)),
            Block("empty"),
        ),
        comment="What it is for.",
    )
    assert document([block]) == (
        "# What it is for.\n"
        'resource "aws_thing" "x" {\n'
        "  a    = 1\n"
        "  long = 2\n"
        "  object = {\n"
        "    b   = 1\n"
        "    ccc = 2\n"
        "  }\n"
        "  # Why three.\n"
        "  d   = 3\n"
        "  eee = 4\n"
        "\n"
        "  inner {\n"
        "    on = true\n"
        "  }\n"
        "\n"
        "  empty {}\n"
        "}\n"
    )


def test_a_long_list_has_an_item_a_line() -> None:
    long = "x" * LINE
    assert write(List(("a", long)), 2) == f'[\n    "a",\n    "{long}",\n  ]'


def test_an_entry_for_each_name() -> None:
    value = Call("try", (template("/build/", Reference("name")), None))
    written = write(ForEach(List(("a", "b")), value), 2)
    assert written == '{\n    for name in ["a", "b"] :\n    name => try("/build/${name}", null)\n  }'

    long = "x" * LINE
    below = f'[\n      "a",\n      "{long}",\n    ]'
    assert write(ForEach(List(("a", long)), 1), 2) == f"{{\n    for name in {below} :\n    name => 1\n  }}"


def test_comments_in_a_list_spread_it() -> None:
    assert write(List((Commented("a", "Why a."), "b")), 0) == '[\n  # Why a.\n  "a",\n  "b",\n]'


def test_a_comment_is_one_whatever_it_says() -> None:
    lines = comment("first\nresource {}\r\u2028" + "word " * 40, 2)
    assert len(lines) > 1
    assert all(line.startswith("  # ") and len(line) <= LINE for line in lines)
    assert comment("", 0) == comment(" \n ", 0) == []


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ('{"a": [1, true, null, "x", {}]}', 'jsonencode({ a = [1, true, null, "x", {}] })'),
        ('{"a": "${b}"}', 'jsonencode({ a = "$${b}" })'),
        ("no json", '"no json"'),
        ("[1]", '"[1]"'),
        ('{"a": 1, "a": 2}', r'"{\"a\": 1, \"a\": 2}"'),
        ('{"a": 1.50}', r'"{\"a\": 1.50}"'),
        ('{"a": NaN}', r'"{\"a\": NaN}"'),
        (r'{"a": "\ud800"}', r'"{\"a\": \"\\ud800\"}"'),
        (r'{"a": "e\u0301"}', r'"{\"a\": \"e\\u0301\"}"'),
        ('{"a":' * 5000, None),
    ],
)
def test_json_text_becomes_jsonencode_only_where_that_is_the_same(text: str, spelling: str | None) -> None:
    assert write(json_text(text), 0) == (spelling or quote(text))


TRICKY = st.text(
    st.sampled_from('$%{}"\\~\n\r\t\x00 ab#/*<E0T é\u0301\u200d👩💻日\ufeff\u2028\x7f'), max_size=12
)
TEXTS = TRICKY | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: st.SearchStrategy[Expression] = st.recursive(
    TEXTS | st.integers(-(2**40), 2**40) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: List(tuple(items)))
        | st.lists(st.tuples(TEXTS, inner), max_size=4, unique_by=lambda pair: nfc(pair[0])).map(
            lambda pairs: Object(tuple(Argument(name, value) for name, value in pairs))
        )
        | st.tuples(inner, TEXTS).map(lambda pair: List((Commented(*pair),)))
    ),
    max_leaves=12,
)


def nfc(text: str) -> str:
    """Terraform's strings are always in this form, so no writer can do better."""
    return unicodedata.normalize("NFC", text)


def plain(value: object) -> object:
    """An expression as Terraform prints it in JSON."""
    match value:
        case str():
            return nfc(value)
        case List(items):
            return [plain(each) for each in items]
        case Object(entries):
            return {nfc(each.name): plain(each.value) for each in entries}
        case Commented(inner, _):
            return plain(inner)
    return value


@pytest.mark.conformance
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=50, max_size=150), st.lists(VALUES, min_size=10, max_size=30))
def test_terraform_reads_what_was_meant(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], values: list[Expression]
) -> None:
    folder: Path = tmp_path_factory.mktemp("hcl")
    upper = Call("upper", ("Ab",))
    meant: dict[str, Expression] = {"texts": List((*SPELLINGS, *texts))}
    expected: dict[str, object] = {
        "texts": [nfc(each.replace("\ud800", "\ufffd")) for each in (*SPELLINGS, *texts)]
    }
    for number, text in enumerate(texts):
        meant[f"joined_{number}"] = template(text, upper, text)
        expected[f"joined_{number}"] = nfc(f"{text}AB{text}")
    for number, value in enumerate(values):
        meant[f"value_{number}"] = List((value, 1))
        expected[f"value_{number}"] = [plain(value), 1]
    found = Terraform(folder).evaluate(
        {name: write(value, 2, len("value = ")) for name, value in meant.items()}
    )
    assert found == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("type A {\n  id: ID\n}", "<<-EOT\n    type A {\n      id: ID\n    }\n  EOT"),
        ("a\n\n${b}", "<<-EOT\n    a\n\n    $${b}\n  EOT"),
        ("one line", r'"one line\n"'),
        ("  all\n  indented", r'"  all\n  indented\n"'),
        ("a\nEOT", r'"a\nEOT\n"'),
        ("a\n\tb", r'"a\n\tb\n"'),
    ],
)
def test_text_of_several_lines_is_a_here_document_where_that_says_the_same(text: str, written: str):
    block = Block("resource", ("a", "b"), (arguments(schema=Lines(text)),))
    assert document([block]) == f'resource "a" "b" {{\n  schema = {written}\n}}\n'
