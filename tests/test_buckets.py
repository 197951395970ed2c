"""Buckets: one notification configuration, circles cut by name, names that S3 takes; their rules' edges."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.exporters import exporter
from designer.graph import Attribute, Context, Join, Ref, Resource, Role, walk
from designer.graph.buckets import Bucket, Notification
from designer.graph.compute import Permission
from designer.graph.documents import nested
from designer.graph.events import EventRule
from designer.rules.base import Severity
from tests.rules.judging import design, found

TWO = """
  name: My_Shop
  stages: {dev: {}}
  functions:
    shrink:
      environment: {BUCKET: "${up_loads.name}"}
      scopes: {up_loads: read}
      triggers:
        jpegs: {type: s3, bucket: up_loads, suffix: .jpg}
        pngs: {type: s3, bucket: up_loads, suffix: .png}
    count:
      triggers: {gone: {type: s3, bucket: up_loads, events: "s3:ObjectRemoved:*"}}
    other: {scopes: {up_loads: read}}
  buckets: {up_loads: {}}
"""


def _resources(text: str) -> dict[str, Resource]:
    return {each.id: each for each in build_graph(design(text)).resources}


def test_triggers_of_several_functions_are_one_configuration() -> None:
    bucket = _resources(TWO)["bucket.up_loads"]
    assert isinstance(bucket, Bucket)
    made = ("s3:ObjectCreated:*",)
    shrink = Ref("function.shrink", Attribute.ARN)
    assert bucket.notifications == (
        Notification(shrink, made, suffix=".jpg"),
        Notification(shrink, made, suffix=".png"),
        Notification(Ref("function.count", Attribute.ARN), ("s3:ObjectRemoved:*",)),
    )


def test_a_function_has_one_permission_a_bucket_and_the_bucket_waits_for_it() -> None:
    resources = _resources(TWO)
    permissions = [each for each in resources.values() if isinstance(each, Permission)]
    assert [each.id for each in permissions] == ["permission.shrink.jpegs", "permission.count.gone"]
    assert {each.source_account for each in permissions} == {Context.ACCOUNT}
    assert resources["bucket.up_loads"].after == ("permission.shrink.jpegs", "permission.count.gone")


def test_only_what_the_bucket_waits_for_asks_it_by_name() -> None:
    asked = {
        each.id: {
            ref.by_name for ref in walk(each) if isinstance(ref, Ref) and ref.target == "bucket.up_loads"
        }
        for each in _resources(TWO).values()
    }
    assert {name for name, how in asked.items() if how == {True}} == {
        "role.shrink",
        "function.shrink",
        "permission.shrink.jpegs",
        "permission.count.gone",
    }
    assert {name for name, how in asked.items() if how == {False}} == {
        "bucket_policy.up_loads",
        "role.other",
    }


def test_a_bucket_that_tells_nobody_is_asked_as_usual() -> None:
    role = _resources("{name: a, functions: {f: {scopes: {b: read}}}, buckets: {b: {}}}")["role.f"]
    assert isinstance(role, Role)
    assert Join((Ref("bucket.b", Attribute.ARN), "/*")) in role.statements[-1].resources


def test_names_have_the_letters_that_s3_takes() -> None:
    bucket = _resources(TWO)["bucket.up_loads"]
    assert isinstance(bucket, Bucket)
    assert bucket.name == Join(("my-shop-", Context.STAGE, "-up-loads-", Context.ACCOUNT))
    assert bucket.by_name(Attribute.NAME) == bucket.name
    assert bucket.by_name(Attribute.URL) is None


def _file(format_name: str, ending: str, text: str) -> str:
    export = exporter(format_name).export(build_graph(design(text)))
    return next(each.text for each in export.files if each.path.endswith(ending))


def test_terraform_waits_with_the_notification_and_asks_the_bucket() -> None:
    written = _file("terraform", "buckets.tf", TWO)
    assert written.count('resource "aws_s3_bucket_notification"') == 1
    assert written.count("depends_on") == 1
    assert "depends_on" in written.partition('"aws_s3_bucket_notification"')[2]
    function = _file("terraform", "function_shrink.tf", TWO)
    assert "source_arn     = aws_s3_bucket.up_loads.arn" in function


def test_cloudformation_asks_the_name_where_it_would_see_a_circle() -> None:
    written = _file("sam", "template.yaml", TWO)
    assert "SourceArn: !Sub arn:${AWS::Partition}:s3:::my-shop-${Stage}-up-loads-${AWS::AccountId}" in written
    assert "Resource: !Sub ${UpLoadsBucket.Arn}/*" in written  # of the function that no event invokes


def _s3(triggers: str, scopes: str = "", bucket: str = "") -> str:
    function = f"{{asynchronous: {{on_failure: q}}, scopes: {{{scopes}}}, triggers: {{{triggers}}}}}"
    return f"{{name: a, functions: {{f: {function}}}, buckets: {{b: {{{bucket}}}}}, queues: {{q: {{}}}}}}"


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("", "", True),
        ("prefix: a/", "prefix: a/b/", True),
        ("prefix: a/", "prefix: b/", False),
        ("prefix: a/", "suffix: .jpg", True),
        ("suffix: .jpg", "suffix: g", True),
        ("suffix: .jpg", "suffix: .png", False),
        ("prefix: a/, suffix: .jpg", "prefix: b/, suffix: .jpg", False),
        ("events: 's3:ObjectCreated:Put'", "", True),
        ("events: 's3:ObjectCreated:Put'", "events: 's3:ObjectCreated:Copy'", False),
        ("events: 's3:ObjectRemoved:*'", "", False),
    ],
)
def test_notifications_that_overlap(one: str, other: str, clash: bool) -> None:
    text = _s3(f"x: {{type: s3, bucket: b, {one}}}, y: {{type: s3, bucket: b, {other}}}")
    assert bool(found(text, "s3-overlapping-notifications")) is clash


@pytest.mark.parametrize(
    ("trigger", "level", "severity"),
    [
        ("", "write", Severity.ERROR),
        ("", "read_write", Severity.ERROR),
        ("", "read", None),
        ("", "delete", None),
        ("prefix: in/", "write", Severity.WARNING),
        ("events: 's3:ObjectRemoved:*'", "delete", Severity.ERROR),
        ("events: 's3:ObjectRemoved:*'", "write", None),
    ],
)
def test_functions_that_invoke_themselves(trigger: str, level: str, severity: Severity | None) -> None:
    text = _s3(f"x: {{type: s3, bucket: b, {trigger}}}", f"b: {level}")
    findings = found(text, "s3-recursive-trigger")
    assert [each.severity for each in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        ("transition: {storage_class: STANDARD_IA, days: 29}", True),
        ("transition: {storage_class: STANDARD_IA, days: 30}", False),
        ("transition: {storage_class: GLACIER, days: 1}", False),
        ("transition: {storage_class: GLACIER, days: 30}, expiration_days: 30", True),
        ("transition: {storage_class: GLACIER, days: 30}, expiration_days: 31", False),
        ("expiration_days: 1", False),
    ],
)
def test_objects_move_and_go_in_order(rule: str, bad: bool) -> None:
    text = _s3("", "b: read", f"lifecycle: {{old: {{{rule}}}}}")
    assert bool(found(text, "bucket-lifecycle-valid")) is bad


def test_by_eventbridge_the_bucket_tells_everybody_and_waits_for_nobody() -> None:
    resources = _resources(TWO.replace("suffix: .jpg", "suffix: .jpg, prefix: in/, via: eventbridge"))
    bucket, rule = resources["bucket.up_loads"], resources["event_rule.shrink.jpegs"]
    assert isinstance(bucket, Bucket)
    assert isinstance(rule, EventRule)
    assert bucket.eventbridge
    assert len(bucket.notifications) == 2
    pattern = nested(rule.pattern)
    assert pattern["detail-type"] == ["Object Created"]
    assert pattern["detail"]["object"] == {"key": [{"wildcard": "in/*.jpg"}]}
    # The function is waited for on account of another trigger, so its rule is asked by name as well.
    assert pattern["detail"]["bucket"]["name"] == [Ref("bucket.up_loads", Attribute.NAME)]
    assert bucket.after == ("permission.shrink.pngs", "permission.count.gone")


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        ("prefix: a/", {"prefix": "a/"}),
        ("suffix: .b", {"suffix": ".b"}),
        ("prefix: 'a*', suffix: .b", {"wildcard": "a\\**.b"}),
    ],
)
def test_keys_are_matched_as_they_are(limits: str, key: dict[str, str]) -> None:
    text = _s3(f"x: {{type: s3, bucket: b, via: eventbridge, {limits}}}")
    rule = _resources(text)["event_rule.f.x"]
    assert isinstance(rule, EventRule)
    assert nested(rule.pattern)["detail"]["object"]["key"] == [key]


def test_what_goes_by_eventbridge_does_not_overlap() -> None:
    both = "x: {type: s3, bucket: b, via: eventbridge}, y: {type: s3, bucket: b}"
    assert not found(_s3(both), "s3-overlapping-notifications")
    (finding,) = found(_s3(both.replace("via: eventbridge", "")), "s3-overlapping-notifications")
    assert finding.fix is not None
