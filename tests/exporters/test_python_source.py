"""The Python writer: what is written is read back as it was meant, and laid out as ruff leaves it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.exporters.python_source import (
    Array,
    Choice,
    Code,
    Expression,
    Formatted,
    Item,
    Mapping,
    array,
    call,
    comment,
    flat,
    lines,
    literal,
)
from tests.exporters.test_cloudformation import HOSTILE

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def evaluated(node: Expression) -> object:
    return eval(flat(node), {"stage": "dev", "x": "X"})  # noqa: S307 - written by the writer under test


def text(node: Expression, before: str = "") -> str:
    return "\n".join(lines(node, 0, before)) + "\n"


def formatted(source: str, tmp_path: Path) -> str:
    """``source`` as ruff leaves it, with its own settings."""
    path = tmp_path / "source.py"
    path.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_comes_back(value: str) -> None:
    assert evaluated(value) == value
    assert evaluated(Formatted((value, Code("stage"), value))) == f"{value}dev{value}"
    assert evaluated(Formatted((value, Code("x or ''")))) == f"{value}X"


@given(TEXT)
def test_any_text_comes_back(value: str) -> None:
    assert evaluated(value) == value
    assert evaluated(Formatted((value, Code("stage")))) == f"{value}dev"
    assert evaluated(Formatted((value,))) == value


@given(TEXT)
def test_comments_never_become_code(value: str) -> None:
    assert ast.parse("\n".join(comment(value, 8))).body == []


def test_hostile_text_is_laid_out_as_ruff_leaves_it(tmp_path: Path) -> None:
    values = [each for each in HOSTILE if each not in ("\ufffe",)]
    source = "".join(
        text(node, "value = ")
        for each in values
        for node in (
            each,
            Formatted((each, Code("stage"))),
            Formatted((each, Code("x or ''"))),
            array([each, each * 20]),
            call("f", name=each * 30, other=Mapping(((each, each * 20),))),
            Array((Item(each, comment=each),)),
        )
    )
    assert formatted(source, tmp_path) == source


@given(st.recursive(st.text("ab\"'{☕", max_size=40), lambda inner: st.lists(inner, max_size=4).map(array)))
def test_nesting_parses(node: Expression) -> None:
    assert isinstance(ast.parse(text(node)).body[0], ast.Expr)


def test_what_fits_is_on_one_line() -> None:
    node = call("f", Code("self"), "name", count=3, on=True, items=array(["a"]), unset=None)
    assert text(node, "x = ") == 'x = f(self, "name", count=3, on=True, items=["a"])\n'


def test_what_does_not_fit_has_one_member_a_line(tmp_path: Path) -> None:
    long = '"word" ' * 10
    node = call(
        "construct",
        Code("self"),
        name=long,
        tags=array(["a", "b"]),
        statements=Array((Item(call("g", sid="A"), comment="Why.\nAnd why."),)),
        environment=Mapping(
            (
                ("KEY", long),
                (
                    None,
                    Choice(
                        Code("settings.x is not None"), Mapping((("A", Code("settings.x")),)), Mapping(())
                    ),
                ),
                (None, Choice(Code("settings.x is not None"), Mapping((("A", long),)), Mapping(()))),
            )
        ),
    )
    written = text(node, "x = ")
    assert written == (
        f"""\
x = construct(
    self,
    name='{long}',
    tags=["a", "b"],
    statements=[
        # Why.
        # And why.
        g(sid="A"),
    ],
    environment={{
        "KEY": '{long}',
        **({{"A": settings.x}} if settings.x is not None else {{}}),
        **(
            {{
                "A": '{long}',
            }}
            if settings.x is not None
            else {{}}
        ),
    }},
)
"""
    )
    assert formatted(written, tmp_path) == written


TOGETHER = """\
result = f(
    source=(
        f"arn:aws:execute-api:eu-west-1:111122223333:{api.ref}/*/GET/{{order_id}}/it's"
    ),
    parted=(
        f"arn:aws:execute-api:eu-west-1:111122223333:{api.ref}/*/GET/orders/customers/"
        "latest"
    ),
    items=[
        (
            "type Order {\\n"
            "  id: ID!\\n"
            "  lines: [String] # and what else is in the order, if any\\n"
            "}"
        ),
    ],
    places={
        "whole": "one-word-one-word-one-word-one-word-one-word-one-word-one-word-one-word-one-word-",
    },
)
"""


def test_a_long_text_is_put_together_from_lines_that_fit(tmp_path: Path) -> None:
    arn = "arn:aws:execute-api:eu-west-1:111122223333:"
    schema = "type Order {\n  id: ID!\n  lines: [String] # and what else is in the order, if any\n}"
    node = call(
        "f",
        source=Formatted((arn, Code("api.ref"), "/*/GET/{order_id}/it's")),
        parted=Formatted((arn, Code("api.ref"), "/*/GET/orders/customers/latest")),
        items=array([schema]),
        places=Mapping((("whole", "one-word-" * 9),)),
    )
    written = text(node, "result = ")

    assert written == TOGETHER
    assert formatted(written, tmp_path) == written


def test_a_long_comment_is_wrapped() -> None:
    assert list(comment("word " * 20, 8)) == [f"# {'word ' * 15}".rstrip(), "# word word word word word"]


@pytest.mark.parametrize("length", range(60, 90))
@pytest.mark.parametrize("letter", ["a", "é", "☕"])
def test_the_limit_is_the_formatters(length: int, letter: str, tmp_path: Path) -> None:
    written = text(call("f", letter * length, on=True), "x = ")
    assert formatted(written, tmp_path) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a", '"a"'),
        ('Key "live"', "'Key \"live\"'"),
        ("it's", '"it\'s"'),
        ("\"'", '"\\"\'"'),
        ("\\\n\x1b\u202e", '"\\\\\\n\\x1b\\u202e"'),
        ("☕", '"☕"'),
    ],
)
def test_literals(value: str, written: str) -> None:
    assert literal(value) == written
