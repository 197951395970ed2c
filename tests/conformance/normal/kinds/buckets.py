"""S3 buckets, which Terraform says in several resources, and their policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Json, UnreadableError
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.policies import document
from tests.conformance.normal.structures import keyed, records, tags
from tests.conformance.normal.values import (
    Found,
    block,
    each,
    fixed,
    flag,
    listed,
    mapping,
    members,
    nested,
    only,
    perhaps,
    text,
    whole,
)

_CORS = {
    "AllowedOrigins": members("origins"),
    "AllowedMethods": members("methods"),
    "AllowedHeaders": members("headers"),
    "ExposedHeaders": members("exposed"),
    "MaxAge": whole("max_age"),
}
_AWS_CORS = {
    "id": fixed(""),
    "allowed_origins": members("origins"),
    "allowed_methods": members("methods"),
    "allowed_headers": members("headers"),
    "expose_headers": members("exposed"),
    "max_age_seconds": whole("max_age"),
}


def _some(value: Json) -> Found:
    """A prefix; plans say an empty one for none."""
    if value != "":
        yield from text("prefix")(value)


def _told(value: Json) -> Found:
    """A configuration for each event, as CloudFormation says them."""
    for one in map(mapping, listed(value)):
        if set(one) - {"Event", "Filter", "Function"}:
            raise UnreadableError(f"a notification of {sorted(one)}")
        limits = dict(_limits(one.get("Filter") or {}))
        yield _notification(one["Function"], one["Event"], limits), True


def _limits(value: Json) -> Iterator[tuple[str, str]]:
    said = mapping(value)
    if not said:
        return
    for rule in map(mapping, listed(mapping(said["S3Key"])["Rules"])):
        yield str(rule["Name"]).lower(), str(rule["Value"])


def _aws_told(value: Json) -> Found:
    """A block for each function, as Terraform says them."""
    for one in map(mapping, listed(value)):
        names = {"filter_prefix": "prefix", "filter_suffix": "suffix"}
        limits = {word: str(one[name]) for name, word in names.items() if one.get(name)}
        if set(one) - {*names, "events", "lambda_function_arn", "id"}:
            raise UnreadableError(f"a notification of {sorted(one)}")
        for event in listed(one["events"]):
            yield _notification(one["lambda_function_arn"], event, limits), True


def _notification(function: Json, event: Json, limits: Mapping[str, str]) -> tuple[str, ...]:
    if set(limits) - {"prefix", "suffix"}:
        raise UnreadableError(f"a filter of {sorted(limits)}")
    return ("notification", str(function), str(event), limits.get("prefix", ""), limits.get("suffix", ""))


_BUCKET = Spelling(
    "AWS::S3::Bucket",
    named("BucketName"),
    {
        "PublicAccessBlockConfiguration": nested(
            {
                "BlockPublicAcls": flag("closed", "acls"),
                "BlockPublicPolicy": flag("closed", "policy"),
                "IgnorePublicAcls": flag("closed", "ignore_acls"),
                "RestrictPublicBuckets": flag("closed", "restrict"),
            }
        ),
        "OwnershipControls": nested({"Rules": only(nested({"ObjectOwnership": text("ownership")}))}),
        "VersioningConfiguration": nested({"Status": text("versioning")}),
        "BucketEncryption": nested(
            {
                "ServerSideEncryptionConfiguration": only(
                    nested(
                        {
                            "BucketKeyEnabled": flag("encryption", "bucket_key"),
                            "ServerSideEncryptionByDefault": nested(
                                {
                                    "SSEAlgorithm": text("encryption", "algorithm"),
                                    "KMSMasterKeyID": text("encryption", "key"),
                                }
                            ),
                        }
                    )
                )
            }
        ),
        "LifecycleConfiguration": nested(
            {
                "Rules": keyed(
                    "Id",
                    {
                        "Status": text("status"),
                        "Prefix": text("prefix"),
                        "Transitions": keyed("StorageClass", {"TransitionInDays": whole("days")}, "moves"),
                        "ExpirationInDays": whole("expiration"),
                        "NoncurrentVersionExpiration": nested({"NoncurrentDays": whole("noncurrent")}),
                        "AbortIncompleteMultipartUpload": nested({"DaysAfterInitiation": whole("uploads")}),
                    },
                    "lifecycle",
                )
            }
        ),
        "CorsConfiguration": nested({"CorsRules": records(_CORS, "cors")}),
        "NotificationConfiguration": nested(
            {
                "EventBridgeConfiguration": nested({"EventBridgeEnabled": flag("eventbridge")}),
                "LambdaConfigurations": _told,
            }
        ),
        "Tags": tags(),
    },
    asked={"Ref": "name", "Arn": "arn"},
)

_AWS_BUCKET = Spelling(
    "aws_s3_bucket",
    named("bucket"),
    {"force_destroy": fixed(expected=False), "tags": tags()},
    asked={"arn": "arn", "id": "name", "bucket": "name"},
    unnoticed=(argument("force_destroy", False),),
)

_AWS_PARTS = (
    Spelling(
        "aws_s3_bucket_public_access_block",
        named("bucket"),
        {
            "block_public_acls": flag("closed", "acls"),
            "block_public_policy": flag("closed", "policy"),
            "ignore_public_acls": flag("closed", "ignore_acls"),
            "restrict_public_buckets": flag("closed", "restrict"),
        },
    ),
    Spelling(
        "aws_s3_bucket_ownership_controls",
        named("bucket"),
        {"rule": block({"object_ownership": text("ownership")})},
    ),
    Spelling(
        "aws_s3_bucket_versioning",
        named("bucket"),
        {"versioning_configuration": block({"status": text("versioning")})},
    ),
    Spelling(
        "aws_s3_bucket_server_side_encryption_configuration",
        named("bucket"),
        {
            "rule": block(
                {
                    "bucket_key_enabled": flag("encryption", "bucket_key"),
                    "apply_server_side_encryption_by_default": block(
                        {
                            "sse_algorithm": text("encryption", "algorithm"),
                            "kms_master_key_id": text("encryption", "key"),
                        }
                    ),
                }
            )
        },
    ),
    Spelling(
        "aws_s3_bucket_lifecycle_configuration",
        named("bucket"),
        {
            # What S3 does anyway: objects below 128 KB are not moved.
            "transition_default_minimum_object_size": fixed("all_storage_classes_128K"),
            "rule": keyed(
                "id",
                {
                    "status": text("status"),
                    "prefix": fixed(""),
                    "filter": each(perhaps({"prefix": _some})),
                    "transition": keyed("storage_class", {"days": whole("days")}, "moves"),
                    "expiration": block(
                        {"days": whole("expiration"), "expired_object_delete_marker": fixed(expected=False)}
                    ),
                    "noncurrent_version_expiration": block({"noncurrent_days": whole("noncurrent")}),
                    "abort_incomplete_multipart_upload": block({"days_after_initiation": whole("uploads")}),
                },
                "lifecycle",
            ),
        },
        unnoticed=(
            argument("rule/#/expiration/#/expired_object_delete_marker", False),
            argument("rule/#/filter", [{"prefix": ""}]),
            argument("rule/#/filter/#", {"prefix": ""}),
            argument("rule/#/filter/#/prefix", ""),
            argument("rule/#/prefix", ""),
            argument("transition_default_minimum_object_size", "all_storage_classes_128K"),
        ),
    ),
    Spelling(
        "aws_s3_bucket_cors_configuration",
        named("bucket"),
        {"cors_rule": records(_AWS_CORS, "cors")},
        unnoticed=(argument("cors_rule/#/id", ""),),
    ),
    Spelling(
        "aws_s3_bucket_notification",
        named("bucket"),
        {"eventbridge": flag("eventbridge"), "lambda_function": _aws_told},
        unnoticed=(argument("eventbridge", False),),
    ),
)

_POLICY = Spelling("AWS::S3::BucketPolicy", about("{Bucket}"), {"PolicyDocument": document("policy")})

_AWS_POLICY = Spelling("aws_s3_bucket_policy", about("{bucket}"), {"policy": document("policy")})

KINDS = (
    Kind(
        name="bucket",
        cloudformation=(_BUCKET,),
        terraform=(_AWS_BUCKET, *_AWS_PARTS),
        answers={"arn": "arn:{place.partition}:s3:::{name}", "name": "{name}"},
        defaults={
            ("versioning",): "never on",
            ("encryption", "algorithm"): "AES256",
            ("encryption", "bucket_key"): False,
            ("eventbridge",): False,
        },
    ),
    Kind(name="bucket_policy", cloudformation=(_POLICY,), terraform=(_AWS_POLICY,)),
)
