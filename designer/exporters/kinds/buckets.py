"""Buckets and their policies."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Policy,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Ref, Text
from designer.graph.buckets import Bucket, BucketPolicy, CorsRule, LifecycleRule, Notification

_CLOSED = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_NO_LISTS = "BucketOwnerEnforced"
"""Access lists are off: who may do what is said in policies only."""


def _bucket(bucket: Bucket) -> Shape:
    return shape(
        "Bucket",
        BucketName=bucket.name,
        PublicAccessBlockConfiguration=shape(
            "PublicAccessBlockConfiguration", **dict.fromkeys(_CLOSED, True)
        ),
        OwnershipControls=shape(
            "OwnershipControls", Rules=(shape("OwnershipControlsRule", ObjectOwnership=_NO_LISTS),)
        ),
        VersioningConfiguration=shape("VersioningConfiguration", Status="Enabled")
        if bucket.versioning
        else None,
        BucketEncryption=_encryption(bucket.kms_key) if bucket.kms_key else None,
        LifecycleConfiguration=shape(
            "LifecycleConfiguration", Rules=tuple(map(_lifecycle_rule, bucket.lifecycle))
        ),
        CorsConfiguration=shape("CorsConfiguration", CorsRules=(_cors_rule(bucket.cors),))
        if bucket.cors
        else None,
        NotificationConfiguration=_notifications(bucket),
    )


def _encryption(key: Text) -> Shape:
    default = shape("ServerSideEncryptionByDefault", SSEAlgorithm="aws:kms", KMSMasterKeyID=key)
    rule = shape("ServerSideEncryptionRule", BucketKeyEnabled=True, ServerSideEncryptionByDefault=default)
    return shape("BucketEncryption", ServerSideEncryptionConfiguration=(rule,))


def _lifecycle_rule(rule: LifecycleRule) -> Shape:
    transition = shape(
        "Transition", StorageClass=rule.storage_class, TransitionInDays=rule.transition, when=rule.transition
    )
    return shape(
        "Rule",
        Id=rule.name,
        Status="Enabled",
        Prefix=rule.prefix or None,
        Transitions=(transition,) if rule.storage_class else None,
        ExpirationInDays=rule.expiration,
        NoncurrentVersionExpiration=shape(
            "NoncurrentVersionExpiration", NoncurrentDays=rule.noncurrent, when=rule.noncurrent
        ),
        AbortIncompleteMultipartUpload=shape(
            "AbortIncompleteMultipartUpload", DaysAfterInitiation=rule.uploads, when=rule.uploads
        ),
    )


def _cors_rule(cors: CorsRule) -> Shape:
    return shape(
        "CorsRule",
        AllowedOrigins=cors.origins,
        AllowedMethods=cors.methods,
        AllowedHeaders=cors.headers,
        ExposedHeaders=cors.exposed,
        MaxAge=cors.max_age,
    )


def _notifications(bucket: Bucket) -> Shape | None:
    if not (bucket.notifications or bucket.eventbridge):
        return None
    eventbridge = shape("EventBridgeConfiguration", EventBridgeEnabled=True)
    return shape(
        "NotificationConfiguration",
        EventBridgeConfiguration=eventbridge if bucket.eventbridge else None,
        LambdaConfigurations=tuple(
            each for notification in bucket.notifications for each in _told(notification)
        ),
    )


def _told(notification: Notification) -> Iterator[Shape]:
    """A configuration for each event, as CloudFormation has them."""
    limits = {"prefix": notification.prefix, "suffix": notification.suffix}
    rules = tuple(shape("FilterRule", Name=name, Value=text) for name, text in limits.items() if text)
    key = shape("NotificationFilter", S3Key=shape("S3KeyFilter", Rules=rules)) if rules else None
    for event in notification.events:
        yield shape("LambdaConfiguration", Event=event, Filter=key, Function=notification.function)


def _bucket_blocks(bucket: Bucket) -> tuple[Made, ...]:
    return tuple(_of_bucket(bucket))


def _of_bucket(bucket: Bucket) -> Iterator[Made]:
    """The bucket, then a block for each of its settings."""
    yield made("aws_s3_bucket", group(bucket=bucket.name))
    owner = group(bucket=Ref(bucket.id, Attribute.NAME))
    yield made(
        "aws_s3_bucket_public_access_block",
        owner,
        group(
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        ),
    )
    yield made("aws_s3_bucket_ownership_controls", owner, block("rule", object_ownership=_NO_LISTS))
    if bucket.versioning:
        yield made("aws_s3_bucket_versioning", owner, block("versioning_configuration", status="Enabled"))
    if bucket.kms_key:
        rule = _encryption_block(bucket.kms_key)
        yield made("aws_s3_bucket_server_side_encryption_configuration", owner, rule)
    rules = tuple(map(_lifecycle_block, bucket.lifecycle))
    if rules:
        yield made("aws_s3_bucket_lifecycle_configuration", owner, rules)
    if bucket.cors:
        yield made("aws_s3_bucket_cors_configuration", owner, _cors_block(bucket.cors))
    if bucket.notifications or bucket.eventbridge:
        yield made(
            "aws_s3_bucket_notification",
            group(bucket=Ref(bucket.id, Attribute.NAME), eventbridge=bucket.eventbridge or None),
            tuple(map(_notification_block, bucket.notifications)),
            waits=True,
        )


def _encryption_block(key: Text) -> Shape:
    default = block("apply_server_side_encryption_by_default", sse_algorithm="aws:kms", kms_master_key_id=key)
    return block("rule", bucket_key_enabled=True, default=default)


def _lifecycle_block(rule: LifecycleRule) -> Shape:
    transition = block(
        "transition", days=rule.transition, storage_class=rule.storage_class, when=rule.transition
    )
    noncurrent = block("noncurrent_version_expiration", noncurrent_days=rule.noncurrent, when=rule.noncurrent)
    uploads = block(
        "abort_incomplete_multipart_upload", days_after_initiation=rule.uploads, when=rule.uploads
    )
    return block(
        "rule",
        id=rule.name,
        status="Enabled",
        filter=shape("filter", kept=True, prefix=rule.prefix or None),
        transition=transition if rule.storage_class else None,
        expiration=block("expiration", days=rule.expiration, when=rule.expiration),
        noncurrent=noncurrent,
        uploads=uploads,
    )


def _cors_block(cors: CorsRule) -> Shape:
    return block(
        "cors_rule",
        allowed_origins=cors.origins,
        allowed_methods=cors.methods,
        allowed_headers=cors.headers,
        expose_headers=cors.exposed,
        max_age_seconds=cors.max_age,
    )


def _notification_block(notification: Notification) -> Shape:
    return block(
        "lambda_function",
        lambda_function_arn=notification.function,
        events=notification.events,
        filter_prefix=notification.prefix,
        filter_suffix=notification.suffix,
    )


def _policy(policy: BucketPolicy) -> Shape:
    return shape("BucketPolicy", Bucket=policy.bucket, PolicyDocument=Policy(policy.statements))


def _policy_block(policy: BucketPolicy) -> tuple[Made, ...]:
    document = Policy(policy.statements, policy.because)
    return (made("aws_s3_bucket_policy", group(bucket=policy.bucket), group(policy=document)),)


KINDS = (
    Kind(
        Bucket,
        CloudFormation("AWS::S3::Bucket", _bucket, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}),
        Terraform(
            "aws_s3_bucket", _bucket_blocks, "buckets.tf", {Attribute.ARN: "arn", Attribute.NAME: "id"}
        ),
    ),
    Kind(
        BucketPolicy,
        CloudFormation("AWS::S3::BucketPolicy", _policy),
        Terraform("aws_s3_bucket_policy", _policy_block, "buckets.tf"),
    ),
)
"""How buckets and what belongs to them are spelt."""
