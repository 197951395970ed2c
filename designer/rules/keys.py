"""Rules on keys: rotation, who has to be let at them, and whether anything uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Edit, Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.encryption import admitted, delivering, key_of, logging_with
from designer.blueprint.referring import each_use
from designer.blueprint.resources.base import Encrypted
from designer.blueprint.triggers.types import SECRET_ROTATION
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.creating import free_name

if TYPE_CHECKING:
    from designer.blueprint.resources.key import Key

_MANAGED = "arn:aws:kms:eu-west-1:123456789012:alias/aws/sqs"
_THEIRS = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _delivered(key: str) -> str:
    """A subscription whose dead-letter queue is encrypted with ``key``."""
    function = (
        "{asynchronous: {on_failure: failed}, triggers: {t: {type: sns, topic: news, dead_letter: lost}}}"
    )
    return f"""
      name: shop
      functions: {{hear: {function}}}
      topics: {{news: {{}}}}
      queues: {{lost: {{kms_key: data, message_retention: 1209600}}, failed: {{message_retention: 1209600}}}}
      keys: {{data: {key}}}
    """


class KmsRotation(Rule):
    """A key is never rotated.

    Whoever once had its material can read everything that it will ever encrypt. Rotation changes
    neither its ARN nor what it decrypts.
    """

    id = "kms-rotation"
    severity = Severity.WARNING
    topic = "keys"
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html"
    bad = "{name: shop, functions: {f: {environment_key: data}}, keys: {data: {rotation: false}}}"
    good = "{name: shop, functions: {f: {environment_key: data}}, keys: {data: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new key without rotation."""
        del today
        for name, key in blueprint.keys.items():
            if key.existing is None and not key.rotation:
                at = ("keys", name, "rotation")
                message = "It keeps its key material for ever; it should be rotated."
                yield self.finding(at, message, set_value("Rotate it", at, value=True))


class KeyUnused(Rule):
    """Nothing is encrypted with a key.

    A key costs by the month, used or not.
    """

    id = "key-unused"
    severity = Severity.INFO
    topic = "keys"
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"
    whole = True
    bad = "{name: shop, functions: {f: {}}, keys: {data: {}}}"
    good = "{name: shop, functions: {f: {environment_key: data}}, keys: {data: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every key that nothing names."""
        del today
        used = {use.name for use in each_use(blueprint)}
        for name in blueprint.keys:
            if name not in used:
                at = ("keys", name)
                yield self.finding(at, "Nothing names it.", remove("Remove it", at, safe=False))


class AwsManagedKeyBlocksService(Rule):
    """A service cannot deliver: AWS's own key for the queue or topic does not let it.

    The policy of a key that AWS manages admits the account's principals only and cannot be changed, so
    what a service sends is dropped without a word. Without a key SQS encrypts with keys of its own,
    which admit everybody who may send.
    """

    id = "aws-managed-key-blocks-service"
    severity = Severity.ERROR
    topic = "keys"
    source = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
    bad = _delivered(f'{{existing: "{_MANAGED}"}}')
    good = _delivered("{}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every thing under such a key to which a service delivers."""
        del today
        for target, services in delivering(blueprint).items():
            key = _named(blueprint, key_of(target, blueprint))
            thing = blueprint.thing(target)
            if key is not None and thing is not None and key.value.is_aws_managed:
                at = thing / "kms_key"
                message = (
                    f"{listed(services)} cannot use {key.name}, which AWS manages; take a key of your own."
                )
                yield self.finding(at, message, set_value("Do without it", at, None, safe=False))


class AwsManagedKeyRefused(Rule):
    """A workflow or an event bus names a key that AWS manages.

    Such a key is one service's own: Step Functions and EventBridge can use none, and the deployment fails.
    """

    id = "aws-managed-key-refused"
    severity = Severity.ERROR
    topic = "keys"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html"
    bad = f"""
      name: shop
      workflows: {{w: {{kms_key: data, timeout: 60, states: {{s: {{type: succeed}}}}}}}}
      keys: {{data: {{existing: "{_MANAGED}"}}}}
    """
    good = """
      name: shop
      workflows: {w: {kms_key: data, timeout: 60, states: {s: {type: succeed}}}}
      keys: {data: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new one of them under such a key."""
        del today
        for node in blueprint.each_thing():
            if not isinstance(node.value, Encrypted) or node.value.existing or not node.value.OWN_KEYS_ONLY:
                continue
            key = _named(blueprint, node.value.kms_key)
            if key is not None and key.value.is_aws_managed:
                at = node / "kms_key"
                message = f"AWS manages {key.name} for a service of its own; take a key of your own."
                yield self.finding(at, message, set_value("Do without it", at, None, safe=False))


class KeyPolicyExisting(Rule):
    """The policy of a key that exists already has to let a service use it.

    Exports do not change what exists. Without the statement what the service delivers is dropped, and
    a log group cannot be made.
    """

    id = "key-policy-existing"
    severity = Severity.WARNING
    topic = "keys"
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html"
    bad = _delivered(f'{{existing: "{_THEIRS}"}}')
    good = _delivered("{}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every existing key that some service has to be let at."""
        del today
        needed = admitted(blueprint)
        for name, key in blueprint.keys.items():
            if key.existing is None or key.is_aws_managed:
                continue
            services = [*needed.get(name, ()), *delivering(blueprint).get(name, ())]
            if logging_with(name, blueprint):
                services.append(f"logs.{blueprint.region}.amazonaws.com")
            if services:
                message = f"Its policy has to let {listed(services)} use it; exports do not change it."
                yield self.finding(("keys", name), message)


class IamKmsDecryptStar(Rule):
    """A function may decrypt with every key.

    Whatever of the account it gets hold of it can read. Name the keys that it needs.
    """

    id = "iam-kms-decrypt-star"
    severity = Severity.WARNING
    topic = "iam"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-2"
    bad = """
      name: shop
      functions: {f: {statements: [{actions: kms:Decrypt, resources: "arn:aws:kms:*:*:key/*", reason: All.}]}}
    """
    good = f"""
      name: shop
      functions: {{f: {{statements: [{{actions: kms:Decrypt, resources: "{_THEIRS}", reason: Theirs.}}]}}}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every statement of the user's own that allows it on more than single keys."""
        del today
        for function in blueprint.each_function():
            for index, statement in enumerate(function.value.statements):
                wide = any(each == "*" or each.endswith((":key/*", ":*")) for each in statement.resources)
                if statement.effect == "Allow" and wide and any(map(_decrypts, statement.actions)):
                    at = (*function.path, "statements", index, "resources")
                    message = "It may decrypt with every key; it has to name the ones it needs."
                    # Scopes on what is encrypted bring their keys along.
                    fix = remove("Remove the statement", at[:-1], safe=False)
                    yield self.finding(at, message, fix)


def _decrypts(pattern: str) -> bool:
    """Whether an action, or a pattern of some, reads what a key encrypted."""
    return any(fnmatchcase(each, pattern.lower()) for each in ("kms:decrypt", "kms:reencryptfrom"))


class CmkEncryption(Rule):
    """Something is encrypted with AWS's keys, where an auditor may want your own.

    With a key of your own you decide who may decrypt, see each use in CloudTrail, and can shut
    everything at once. It costs by the month and per call.
    """

    id = "cmk-encryption"
    severity = Severity.INFO
    topic = "keys"
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html"
    profiles = AUDITED
    bad = """
      name: shop
      profile: regulated
      functions: {f: {scopes: {b: read}, logging: {kms_key: data}}}
      buckets: {b: {}}
      keys: {data: {}}
    """
    good = bad.replace("b: {}", "b: {kms_key: data}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new thing that takes a key and has none; so with functions' logs and variables.

        Where the design has one key of its own only, that is the fix. Where it has none at all, that is said
        once.
        """
        del today
        own = [name for name, key in blueprint.keys.items() if not key.is_aws_managed]
        places = [*_things_without_key(blueprint), *_functions_without_key(blueprint)]
        if not own and len(places) > 1:
            message = f"{len(places)} things are encrypted with keys of AWS's; "
            message += "one of your own says who may decrypt."
            yield self.finding(("keys",), message, _one_for_all(blueprint, places))
            return
        for at in places:
            message = "It is encrypted with a key of AWS's; one of your own says who may decrypt."
            fix = set_value(f"Use {own[0]}", at, own[0], safe=False) if len(own) == 1 else None
            yield self.finding(at, message, fix)


def _one_for_all(blueprint: Blueprint, places: list[Path]) -> Fix:
    """The fix that makes a key and has everything encrypted with it."""
    name = free_name(blueprint, _KEY)
    edits = [Edit(("keys", name), {"description": "Encrypts what the design keeps."})]
    edits.extend(Edit(at, name) for at in places)
    return all_of(f"Create the key {name} for all of them", edits, safe=False)


_KEY = "data"


def _things_without_key(blueprint: Blueprint) -> Iterator[Path]:
    """The key of every new thing that has none.

    What CloudFormation makes of a parameter is plain text, and the account's default bus is not changed.
    """
    for node in blueprint.each_thing():
        bus = blueprint.event_buses.get(node.name)
        if node.path[0] == "parameters" or (bus is not None and bus.is_default):
            continue
        if node.value.existing is None and getattr(node.value, "kms_key", "none") is None:
            yield node / "kms_key"


def _functions_without_key(blueprint: Blueprint) -> Iterator[Path]:
    """Where a function's own log group, or the variables that it has, are under no key."""
    for function in blueprint.each_function():
        logging = function.value.logging
        if logging.group is None and logging.kms_key is None:
            yield (*function.path, "logging", "kms_key")
        if function.value.environment and function.value.environment_key is None:
            yield function / "environment_key"


class SecretRotation(Rule):
    """A secret is not renewed often enough for an auditor.

    Whoever once saw it can use it until it changes. What others issued, such as their keys, cannot be
    renewed by a function of yours: say so in a suppression.
    """

    id = "secret-rotation"
    severity = Severity.INFO
    topic = "security"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html"
    profiles = AUDITED
    bad = "{name: shop, profile: regulated, functions: {f: {}}, secrets: {password: {}}}"
    good = """
      name: shop
      profile: regulated
      functions: {f: {triggers: {t: {type: secret_rotation, secret: password}}}}
      secrets: {password: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new secret that nothing renews, or that is renewed too seldom."""
        del today
        most = catalog.number("rotation.audited_days").value
        renewed = {trigger.value.secret: trigger for _, trigger in blueprint.each_trigger(SECRET_ROTATION)}
        for name, secret in blueprint.secrets.items():
            trigger = renewed.get(name)
            if trigger is not None and trigger.value.days > most:
                at = trigger / "days"
                message = f"It is renewed every {trigger.value.days} days; {most} are the most."
                fix = set_value(f"Every {most} days", at, most, safe=False)
                yield self.finding(at, message, fix, Severity.WARNING)
            elif trigger is None and secret.existing is None:
                yield self.finding(
                    ("secrets", name), f"No function renews it; every {most} days are advised."
                )


def _named(blueprint: Blueprint, name: str | None) -> Node[Key] | None:
    found = blueprint.keys.get(name) if name is not None else None
    return Node(("keys", str(name)), found) if found is not None else None
