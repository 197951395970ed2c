"""Kinds declare all that parity knows of them, and their readers mean what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.designs import every, narrow
from tests.conformance.normal import structures
from tests.conformance.normal import symbols as symbol_module
from tests.conformance.normal.cloudformation import Template
from tests.conformance.normal.form import Deployment, Identity, Json, Leaf, Path, Place, UnreadableError
from tests.conformance.normal.identification import Identification, about, named, tagged
from tests.conformance.normal.kind import Kind, Spelling, When
from tests.conformance.normal.kinds import by_name, by_type, declared
from tests.conformance.normal.symbols import has_symbol, replaced, symbol, symbols
from tests.conformance.normal.terraform import deployment
from tests.conformance.normal.values import Reader, text, whole

PLACE = Place("eu-west-1")


def cloudformation(resources: Mapping[str, Any]) -> Deployment:
    return Template({"Resources": resources}, {}, PLACE).deployment()


def terraform(said: Mapping[str, dict[str, Any]]) -> Deployment:
    return deployment(said, {}, PLACE)


def name(identification: Identification, said: dict[str, Any]) -> str:
    return identification.name("Label", said, lambda value: value, PLACE)


def test_every_name_and_every_type_is_declared_once() -> None:
    assert len(by_name()) == len(declared())
    assert sum(len(each.cloudformation) + len(each.terraform) for each in declared()) == len(by_type())


@pytest.mark.parametrize("kind", declared(), ids=lambda kind: kind.name)
def test_what_is_asked_is_answered(kind: Any) -> None:
    for spelling in (*kind.cloudformation, *kind.terraform):
        assert set(spelling.asked.values()) <= set(kind.answers), spelling.type
        assert set(spelling.looks) <= set(spelling.asked), spelling.type
    assert {each.kind for each in kind.tolerated} <= {kind.name}


@pytest.mark.parametrize("kind", declared(), ids=lambda kind: kind.name)
def test_every_answer_can_be_spelt(kind: Any) -> None:
    for answer in kind.answers.values():
        assert "here" in answer.format(place=PLACE, name="here")


def test_two_formats_say_one_table() -> None:
    ours = cloudformation(
        {
            "Store": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {"TableName": "store", "Tags": [{"Key": "team", "Value": "a"}]},
            }
        }
    )
    assert ours == terraform({"aws_dynamodb_table.store": {"name": "store", "tags": {"team": "a"}}})
    assert ours[Identity("table", "store")]["deletion_protection",] is False


def test_a_resource_is_known_by_what_it_is_about() -> None:
    topic = about("{TopicArn} < {Protocol} {Endpoint}", Protocol="sqs")
    assert name(topic, {"TopicArn": "t", "Endpoint": "e"}) == "t < sqs e"
    assert name(about("{Topics}"), {"Topics": ["t"]}) == "t"
    unclear: list[dict[str, Any]] = [{"Topics": ["t", "u"]}, {"Topics": []}, {}]
    for said in unclear:
        with pytest.raises(UnreadableError):
            name(about("{Topics}"), said)


def test_a_tag_can_be_the_name() -> None:
    assert name(tagged(), {"Tags": [{"Key": "Name", "Value": "net"}]}) == "net"
    assert name(tagged("tags"), {"tags": {"Name": "net"}}) == "net"
    with pytest.raises(UnreadableError):
        name(tagged(), {"Tags": []})


def test_a_default_may_depend_on_a_setting() -> None:
    exact, any_below = When(("fifo",), True, {}), When(("cors",), None, {})
    assert exact.holds({("fifo",): True})
    assert not exact.holds({("fifo",): False})
    assert any_below.holds({("cors", "origin"): "*"})
    assert not any_below.holds({("origin",): "*"})


def test_a_symbol_stands_for_an_attribute() -> None:
    address = "aws_sqs_queue.jobs"
    assert set(symbols(address)) == {"arn", "id", "url"}
    assert symbols("aws_unheard_of.x") == {}
    written = f"{symbol(address, 'arn')}:* and {symbol(address, 'url')}"
    assert has_symbol([written])
    assert replaced(written, "{}!{}".format) == f"{address}!arn:* and {address}!url"


def test_a_symbol_may_have_to_look_like_something(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"id": "id", "arn": "arn"}
    spelling = Spelling("aws_pool", named("name"), {}, asked, looks={"id": "eu-west-1_{}"}, has_id=False)
    kind = Kind(name="pool", cloudformation=(), terraform=(spelling,))
    monkeypatch.setattr(symbol_module, "by_type", lambda: {"aws_pool": (kind, spelling)})
    monkeypatch.setattr(symbol_module, "_pattern", symbol_module._pattern.__wrapped__)
    found = symbols("aws_pool.users")
    assert list(found) == ["arn", "id"]
    assert re.fullmatch(r"[\w-]+_[0-9a-zA-Z]+", found["id"])
    assert replaced(f"<{found['id']}>{found['arn']}", "{}!{}".format) == (
        "<aws_pool.users!id>aws_pool.users!arn"
    )


READ: list[tuple[Reader, Json, dict[Path, Leaf]]] = [
    (structures.encoded(whole("n")), "3", {("n",): 3}),
    (structures.tree("d"), '{"b": [1, {"c": null}], "a": {}}', {("d", "b", "1"): 1}),
    (structures.tree("d"), {"b": [{"c": True}]}, {("d", "b", "1", "c"): True}),
    (structures.matching("p"), {"store": ["b", {"prefix": "a"}]}, {("p", "store", '{"prefix":"a"}'): True}),
    (
        structures.keyed("Name", {"Size": whole("size")}, "disk"),
        [{"Name": "a", "Size": 1}],
        {("disk", "a"): True, ("disk", "a", "size"): 1},
    ),
    (structures.records({"Size": whole("size")}, "disk"), [{"Size": 1}], {("disk", "1", "size"): 1}),
    (structures.bag({"Size": whole("size")}, "disk"), [{"Size": 1}], {("disk", '[["size",1]]'): True}),
    (structures.tags(), [{"Key": "a", "Value": "b"}], {("tags", "a"): "b"}),
    (structures.tags(), {"a": "b"}, {("tags", "a"): "b"}),
    (structures.numeral("n"), "1.5", {("n",): 1.5}),
    (structures.switched("Enabled", "Disabled", "on"), "Disabled", {("on",): False}),
    (structures.switched("Enabled", "Disabled", "on"), True, {("on",): True}),
    (structures.translated({"v1": "one"}, "word"), "v1", {("word",): "one"}),
    (structures.separated(",", "w"), "b, a", {("w", "a"): True, ("w", "b"): True}),
    (structures.separated(",", "w"), ["a"], {("w", "a"): True}),
    (structures.after(":table/", "t"), "arn:aws:dynamodb:x:1:table/store", {("t",): "store"}),
    (structures.after(":table/", "t"), "store", {("t",): "store"}),
]


@pytest.mark.parametrize(("reader", "value", "found"), READ)
def test_a_reader_reads(reader: Reader, value: Json, found: dict[Path, Leaf]) -> None:
    assert found.items() <= dict(reader(value)).items()


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (structures.keyed("Name", {}, "disk"), [{"Name": "a"}, {"Name": "a"}]),
        (structures.keyed("Name", {}, "disk"), [{}]),
        (structures.keyed("Name", {"Size": text("size")}, "disk"), [{"Name": "a", "New": 1}]),
        (structures.numeral("n"), "many"),
        (structures.numeral("n"), True),
        (structures.switched("Enabled", "Disabled", "on"), "On"),
        (structures.translated({"v1": "one"}, "word"), "v2"),
        (structures.separated(",", "w"), [1]),
        (structures.after("/", "t"), 1),
        (structures.tree("d"), "{"),
    ],
)
def test_a_reader_refuses(reader: Reader, value: Json) -> None:
    with pytest.raises(UnreadableError):
        dict(reader(value))


def test_order_means_nothing_in_what_is_matched_and_all_in_a_tree() -> None:
    one: Json = {"a": [1, 2]}
    other: Json = {"a": [2, 1]}
    assert dict(structures.matching()(one)) == dict(structures.matching()(other))
    assert dict(structures.tree()(one)) != dict(structures.tree()(other))


def test_an_unknown_design_is_refused() -> None:
    with pytest.raises(ValueError, match=f"no design is called nope; there are {every()[0]}"):
        narrow(["nope"])
