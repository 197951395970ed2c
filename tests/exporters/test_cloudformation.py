"""The CloudFormation writer: what is written is read back as it was meant, by any parser."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from designer.exporters.cloudformation import (
    Block,
    Field,
    Flow,
    Item,
    Items,
    Node,
    Tagged,
    block,
    block_of,
    document,
    items,
    scalar,
)

HOSTILE = [
    *[
        "",
        " ",
        " leading",
        "trailing ",
        "two  spaces",
        "a\nb",
        "tab\there",
        "\r\n",
        "nul\x00",
        "bell\x07\x1b[0m",
    ],
    *["yes", "No", "ON", "off", "true", "FALSE", "null", "Null", "~", "y", "N", "none", "=", "<<"],
    *["012", "0o14", "0x1F", "1e3", "1_000", "-1", "+1", "1.5", ".5", ".inf", ".NaN", "12:30", "1:2:3"],
    *[
        "2012-10-17",
        "2001-12-14t21:59:43.10-05:00",
        "-",
        "- a",
        "--- a",
        "...",
        "?",
        "? a",
        ":",
        "a:",
        "a: b",
    ],
    *[" #", "a #b", "#a", "!Ref", "!Ref X", "&a", "*", "*a", "%TAG", "@a", "`a`", "|", ">", "[a]", "{a: b}"],
    *["{{a}}", "{{resolve:ssm:x}}", "${a}", "${", "$", "$${a}", "a, b", "a]", "a}", "sqs:*", "AWS::Region"],
    *["it's", '"', "'", "\"'", "\\", "\\n", 'Key "live"', "it's\\", 'don\'t "x"', "'quoted'", '"quoted"'],
    *["é", "☕", "👩‍💻", "a\u200bb", "\u202ereversed", "\ufeffbom", "a\u2028b", "a\x85b", "\xa0", "\ufffe"],
    *["a::b", "a::", "::", "arn:aws:sqs:eu-west-1:1:x", "/aws/lambda/x", "python3.13", "app.handler", "a,b"],
]


def load(text: str) -> object:
    """Parsed as YAML 1.1, a tag kept as a pair of its name and its value."""

    class Loader(yaml.SafeLoader):
        pass

    def tagged(loader: Loader, suffix: str, node: yaml.Node) -> tuple[str, object]:
        construct = {
            yaml.ScalarNode: loader.construct_scalar,
            yaml.SequenceNode: lambda each: loader.construct_sequence(each, deep=True),
            yaml.MappingNode: lambda each: loader.construct_mapping(each, deep=True),
        }[type(node)]
        return suffix, construct(node)

    Loader.add_multi_constructor("!", tagged)
    return yaml.load(text, Loader)  # noqa: S506 - a subclass of the safe loader


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_in_every_position(text: str) -> None:
    root = Block(
        (
            Field("value", text, comment=text),
            Field("sequence", Items((Item(text, comment=text),))),
            Field("flow", Flow((text, "x", Tagged("Sub", text)))),
            Field("tagged", Tagged("Sub", text)),
            Field("keys", block_of([(text, "x")])),
        )
    )
    assert load(document(root)) == {
        "value": text,
        "sequence": [text],
        "flow": [text, "x", ("Sub", text)],
        "tagged": ("Sub", text),
        "keys": {text: "x"},
    }


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    root = block_of([("a", text), ("b", Flow((text,))), ("c", items([text])), ("d", Tagged("Sub", text))])
    assert load(document(root)) == {"a": text, "b": [text], "c": [text], "d": ("Sub", text)}


@given(st.text())
def test_comments_never_become_content(text: str) -> None:
    root = Block((Field("a", Items((Item("x", comment=text),)), comment=text), Field("b", 1)))
    assert load(document(root)) == {"a": ["x"], "b": 1}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Writes orders.", "Writes orders."),
        ("shop-${Stage}-jobs", "shop-${Stage}-jobs"),
        ("AWS::Lambda::Function", "AWS::Lambda::Function"),
        ("aws:SecureTransport", "aws:SecureTransport"),
        ("sqs:*", "sqs:*"),
        ('Key "live"', 'Key "live"'),
        ("*", "'*'"),
        ("false", "'false'"),
        ("2012-10-17", "'2012-10-17'"),
        ("'", '"\'"'),
        ("a\nb", '"a\\nb"'),
    ],
)
def test_quotes_only_where_needed(text: str, written: str) -> None:
    assert scalar(text) == written


@pytest.mark.parametrize("number", [0, -1, 10**20, 1.5, 1e16, 1e-7, 1.5e300, True, False])
def test_numbers_keep_their_type(number: float) -> None:
    read = load(document(block(a=number)))
    assert read == {"a": number}
    assert type(read["a"]) is type(number)  # type: ignore[index]


def test_layout() -> None:
    condition: Node = Tagged("If", Flow(("IsProd", 50, Tagged("Ref", "AWS::NoValue"))))
    root = Block(
        (
            Field("Resources", block(Name=Tagged("Sub", "shop-${Stage}"), Reserved=condition)),
            Field(
                "Policy", Items((Item(block(Sid="A", Action=items(["a:B"])), comment="Why."),)), spaced=True
            ),
            Field("Architectures", Flow(("arm64",))),
            Field("Variables", Tagged("If", items(["IsProd", Flow(()), block(A=1)]))),
        )
    )
    assert document(root) == (
        """\
Resources:
  Name: !Sub shop-${Stage}
  Reserved: !If [IsProd, 50, !Ref AWS::NoValue]

Policy:
  # Why.
  - Sid: A
    Action:
      - a:B
Architectures: [arm64]
Variables: !If
  - IsProd
  - []
  - A: 1
"""
    )


def test_what_is_not_set_is_not_written() -> None:
    assert document(block(A=None, B=block(C=None), D=items([]), E="x", F=0, G=False, H="")) == (
        "E: x\nF: 0\nG: false\nH: ''\n"
    )
