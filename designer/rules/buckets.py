"""Rules on buckets: names, versions, and what becomes of objects as they age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.bucket import Bucket
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import not_one_of, pick, quoted
from designer.rules.stages import renamed

_LIFECYCLE = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
)


def new_buckets(blueprint: Blueprint) -> Iterator[Node[Bucket]]:
    """Every bucket that the design creates."""
    for name, bucket in blueprint.buckets.items():
        if bucket.existing is None:
            yield Node(("buckets", name), bucket)


class BucketNameValid(Rule):
    """A stage's name cannot be part of a bucket's name.

    Names of buckets are lower-case letters, digits and hyphens. What the blueprint and the bucket are
    called is written that way; the stage is known only at deployment, which S3 then refuses.
    """

    id = "bucket-name-valid"
    severity = Severity.ERROR
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
    whole = True
    bad = (
        "{name: shop, stages: {Prod: {}}, functions: {f: {scopes: {uploads: read}}}, buckets: {uploads: {}}}"
    )
    good = (
        "{name: shop, stages: {prod: {}}, functions: {f: {scopes: {uploads: read}}}, buckets: {uploads: {}}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new bucket, for the first stage whose name has other characters."""
        del today
        form = catalog.pattern("s3.name_part")
        strange = next((stage for stage in blueprint.stage_names if not form.matches(stage)), None)
        for bucket in new_buckets(blueprint) if strange is not None else ():
            message = f"Its name holds that of the stage {quoted(strange)}, which may be {form.says}."
            yield self.finding(bucket.path, message, renamed(blueprint, strange or "", form))


class BucketVersioning(Rule):
    """What is overwritten or deleted in a bucket is gone.

    With versions it can be had back, for as many days as you say.
    """

    id = "bucket-versioning"
    severity = Severity.INFO
    topic = "buckets"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14"
    profiles = LASTING
    bad = "{name: shop, functions: {f: {scopes: {uploads: write}}}, buckets: {uploads: {versioning: false}}}"
    good = "{name: shop, functions: {f: {scopes: {uploads: write}}}, buckets: {uploads: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new bucket without versions."""
        del today
        for bucket in new_buckets(blueprint):
            if not bucket.value.versioning:
                fix = set_value("Keep versions", bucket / "versioning", value=True, safe=False)
                message = "Nothing that is overwritten or deleted can be had back; versioning is off."
                yield self.finding(bucket / "versioning", message, fix)


class BucketLifecycleValid(Rule):
    """Objects are to be moved or deleted sooner than S3 does it.

    Storage classes for infrequent access take objects only after a month, and what is moved cannot be
    deleted before. The deployment fails.
    """

    id = "bucket-lifecycle-valid"
    severity = Severity.ERROR
    topic = "buckets"
    source = _LIFECYCLE
    bad = """
      name: shop
      functions: {f: {scopes: {logs: write}}}
      buckets: {logs: {lifecycle: {cold: {transition: {storage_class: STANDARD_IA, days: 7}}}}}
    """
    good = """
      name: shop
      functions: {f: {scopes: {logs: write}}}
      buckets: {logs: {lifecycle: {cold: {transition: {storage_class: STANDARD_IA, days: 30}}}}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every transition that is too soon, and every expiration that comes before one."""
        del today
        least = catalog.number("s3.infrequent_days").value
        slow = catalog.choices("s3.infrequent_classes").values
        for bucket in new_buckets(blueprint):
            for name, rule in bucket.value.lifecycle.items():
                at, moved = (*bucket.path, "lifecycle", name), rule.transition
                if moved is None:
                    continue
                if moved.storage_class in slow and moved.days < least:
                    place = (*at, "transition", "days")
                    message = f"{moved.days} days, but {moved.storage_class} takes objects after {least}."
                    yield self.finding(place, message, set_value(f"Wait {least} days", place, least))
                if rule.expiration_days is not None and rule.expiration_days <= moved.days:
                    message = f"Deleted after {rule.expiration_days} days, but moved after {moved.days} only."
                    fix = remove("Do not move them", (*at, "transition"), safe=False)
                    yield self.finding((*at, "expiration_days"), message, fix)


class BucketLifecycleEmpty(Rule):
    """A lifecycle rule neither moves nor deletes anything.

    It is left out of exports; S3 would refuse it.
    """

    id = "bucket-lifecycle-empty"
    severity = Severity.WARNING
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html"
    bad = """
      name: shop
      functions: {f: {scopes: {logs: write}}}
      buckets: {logs: {lifecycle: {old: {prefix: old/}}}}
    """
    good = """
      name: shop
      functions: {f: {scopes: {logs: write}}}
      buckets: {logs: {lifecycle: {old: {prefix: old/, expiration_days: 30}}}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule without a transition and without an expiration."""
        del today
        for bucket in new_buckets(blueprint):
            for name, rule in bucket.value.lifecycle.items():
                if rule.transition is None and rule.expiration_days is None:
                    at = (*bucket.path, "lifecycle", name)
                    message = "It has no effect; it needs a transition or an expiration in days."
                    yield self.finding(at, message, remove("Remove the rule", at))


class BucketCorsValid(Rule):
    """A bucket allows pages a method that S3 does not know.

    The deployment fails. Preflight requests (OPTIONS) are answered without being named.
    """

    id = "bucket-cors-valid"
    severity = Severity.ERROR
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html"
    bad = """
      name: shop
      functions: {f: {scopes: {uploads: read}}}
      buckets: {uploads: {cors: {allow_origins: "https://shop.example.com", allow_methods: [OPTIONS]}}}
    """
    good = """
      name: shop
      functions: {f: {scopes: {uploads: read}}}
      buckets: {uploads: {cors: {allow_origins: "https://shop.example.com", allow_methods: [GET]}}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every method that is none of S3's, and every list of methods that is empty."""
        del today
        known = catalog.choices("s3.cors_methods").values
        for bucket in new_buckets(blueprint):
            cors, at = bucket.value.cors, (*bucket.path, "cors", "allow_methods")
            if cors is None:
                continue
            if not cors.allow_methods:
                fix = set_value("Allow GET", at, ("GET",), safe=False)
                yield self.finding(at, "No method is allowed; it needs at least one.", fix)
            for index, method in enumerate(cors.allow_methods):
                if method not in known:
                    yield self.finding(
                        (*at, index), not_one_of(method, known), pick((*at, index), method, known)
                    )


class BucketLifecycle(Rule):
    """Old versions of objects are kept for ever.

    Each is billed like an object that is in use, and nobody sees them.
    """

    id = "bucket-lifecycle"
    severity = Severity.INFO
    topic = "buckets"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-10"
    profiles = LASTING
    bad = (
        "{name: shop, functions: {f: {environment: {BUCKET: '${b.name}'}, scopes: {b: write}}},"
        " buckets: {b: {noncurrent_days: null}}}"
    )
    good = bad.replace("noncurrent_days: null", "noncurrent_days: 90")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new bucket with versions and without an end of the old ones."""
        del today
        days = catalog.number("s3.old_versions")
        for bucket in new_buckets(blueprint):
            if bucket.value.versioning and bucket.value.noncurrent_days is None:
                at = bucket / "noncurrent_days"
                fix = set_value(f"Keep them for {days.value} {days.unit}", at, days.value, safe=False)
                message = f"Old versions are billed for ever; {days.value} {days.unit} mostly do."
                yield self.finding(at, message, fix)
