"""Code signing: the profile that is made, whose signatures are good, and what nobody can have signed yet."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.exporters import exporter
from designer.graph import Attribute, Ref, ResourceGraph
from designer.graph.compute import Function
from designer.graph.signing import CodeSigningConfig
from tests.rules.judging import design, found

PROFILE = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/release/0a1B2c3D4e"
CONFIG = "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0"


def built(named: str, settings: str = "{}") -> ResourceGraph:
    return build_graph(design(text(named, settings)))


def text(named: str, settings: str = "{}") -> str:
    return (
        f"{{name: a, functions: {{f: {{code_signing: '{named}'}}}}, code_signing: {{release: {settings}}}}}"
    )


def signing(graph: ResourceGraph) -> object:
    function = graph.resource("function.f")
    assert isinstance(function, Function)
    return function.code_signing


def test_a_new_profile_signs_unless_others_are_named() -> None:
    own = built("release").resource("code_signing_config.release")
    given = built("release", f"{{publishers: '{PROFILE}'}}")
    named = given.resource("code_signing_config.release")
    assert isinstance(own, CodeSigningConfig)
    assert isinstance(named, CodeSigningConfig)
    assert own.publishers == (Ref("signing_profile.release", Attribute.ARN),)
    assert named.publishers == (PROFILE,)
    assert given.resource("signing_profile.release") is None


@pytest.mark.parametrize(
    ("named", "settings", "expected"),
    [
        ("release", "{}", Ref("code_signing_config.release", Attribute.ARN)),
        ("release", f"{{existing: '{CONFIG}'}}", CONFIG),
        (CONFIG, "{}", CONFIG),
    ],
)
def test_a_configuration_is_named_or_said_by_its_arn(named: str, settings: str, expected: object) -> None:
    assert signing(built(named, settings)) == expected


@pytest.mark.parametrize(("name", "more"), [("terraform", False), ("sam", False), ("cdk-python", True)])
def test_every_format_says_that_it_signs_nothing(name: str, more: bool) -> None:
    (note,) = exporter(name).export(built("release")).notes
    assert note.setting == "f.code_signing"
    assert "Nothing signs the package in build/" in note.message
    assert ("app.py" in note.message) is more


@pytest.mark.parametrize(("count", "findings"), [(20, 0), (21, 1)])
def test_lambda_takes_twenty_signers(count: int, findings: int) -> None:
    publishers = ", ".join(f"'{PROFILE}'" for _ in range(count))
    assert len(found(text("release", f"{{publishers: [{publishers}]}}"), "code-signing-valid")) == findings


@pytest.mark.parametrize(("named", "findings"), [(CONFIG, 0), (CONFIG[:-1], 1)])
def test_an_arn_has_its_form(named: str, findings: int) -> None:
    assert len(found(text(named), "code-signing-valid")) == findings


def test_the_new_profile_is_told_by_the_name_that_signer_wants() -> None:
    told = {each.name: each.value for each in built("release").outputs}
    assert told["release_signing_profile_name"] == Ref("signing_profile.release", Attribute.NAME)
    assert not any(
        "profile" in each.name for each in built("release", f"{{publishers: '{PROFILE}'}}").outputs
    )
