"""Findings of other tools that are fair to leave, each with the reason.

Whatever is not listed fails the suite, and so does an entry that no export raises any more.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY = "every design"


@dataclass(frozen=True, slots=True)
class Fair:
    """A finding of one tool on one format, by the finding's id."""

    format: str
    check: str
    reason: str
    design: str = EVERY

    def covers(self, check: str, design: str) -> bool:
        """Whether it excuses a finding on a design."""
        return self.check == check and self.design in (design, EVERY)


_SHARED_POOL = "It takes from the account's shared pool; a queue's maximum concurrency protects as well."
_NOT_ASYNC = "A function's dead-letter queue acts on asynchronous invocations only."
_PRIVATE = "AWS advises a VPC for private resources only; it costs, and fails in ways of its own."
_OWN_KEYS = "AWS encrypts it with keys of its own; a customer's key costs per month and per call."
_TOPIC_KEY = "A topic is encrypted with a customer's key only, which costs per month and per call."
_SIGNING = "Needs a signing profile and a pipeline that signs."
_ONE_YEAR = "Costs; 30 days unless the design says more."
_THIRD_PARTY = "What others issued cannot be rotated by a generic function."
_NOT_SEEN = "The check does not know SqsManagedSseEnabled."
_ON_PURPOSE = "The test design turns it off in one stage on purpose."
_OPEN = "The test design has routes on purpose that everybody may use."
_OPEN_URL = "The test design has a function URL on purpose that everybody may call."
_TOPIC_KEYS = "A topic is encrypted only by a KMS key: it costs, and AWS's own shuts alarms and events out."
_GRAPHQL_LOGS = "The test design logs nothing on purpose."
_FIREWALL = "A firewall costs per month; users have to sign in here."
_ORGANISATION = "Everyone of one organisation, which the check does not see."
_NO_LOG = "The test design has an API on purpose that keeps no access log."
_INTERFACES = "EC2's actions on network interfaces, as Lambda needs them, take no resource but all."
_NO_ACCESS_LOG = "A log of every access is another bucket; CloudTrail's data events tell more."
_PLAIN = "A new parameter holds what is no secret; secrets are elsewhere."
_BY_STAGE = "The check cannot read what differs between stages: 14 and 30 days."
_ONE_REGION = "A copy in another region is for what must outlive one; it costs twice."
_NOBODY_ASKS = "A bucket whose events nobody needs tells them to nobody."
_MADE_AGAIN = "The test design has a bucket on purpose whose objects can be made again."
_CACHE = "Caching is billed by the hour, and wrong for what callers may not see of each other."
_FIREWALL = "A web ACL has a monthly price, and is a decision of its own."
_EXECUTION = "Execution logs need a role that the whole account shares; access logs say what went wrong."
_CLIENT_CERTIFICATE = "Lambda is invoked by IAM, not by a client certificate."
_VALIDATED = "What a route requires is for its author to say; the function checks the rest."
_REPLACED = "Nothing replaces an API but another name, and then the old one is to go."

_PROVISIONED = "The test design provisions capacity on purpose; auto scaling is a decision of its own."
_MADE_NETWORKS = ("made-network", "file-system")
_POLLED_INSIDE = ("msk", "kafka", "kafka-schemas", "mq", "documentdb")
_IN_NETWORKS = ("network", "function-settings", *_POLLED_INSIDE, *_MADE_NETWORKS)
_NO_FLOW_LOGS = "Nothing leads to the internet; flow logs cost more than such a network."
_DEFAULT_GROUP = "Nothing is in a network's default group, which a design does not touch."

_PAYLOADS = "Executions are logged; what states are given may be personal, and is logged on request only."
_LET_IN = "Messages come over connections that were let in: only $connect can check who calls."

CHECKOV = (
    *(Fair("terraform", "CKV_AWS_309", _LET_IN, design) for design in ("domains", "websocket", "api-shared")),
    Fair("terraform", "CKV_AWS_26", _TOPIC_KEYS),
    Fair("terraform", "CKV_AWS_136", _OWN_KEYS, "image"),
    Fair("terraform", "CKV2_AWS_29", _FIREWALL),
    Fair("terraform", "CKV2_AWS_4", _EXECUTION),
    Fair("terraform", "CKV2_AWS_51", _CLIENT_CERTIFICATE),
    Fair("terraform", "CKV2_AWS_53", _VALIDATED),
    Fair("terraform", "CKV_AWS_120", _CACHE),
    Fair("terraform", "CKV_AWS_225", _CACHE),
    Fair("terraform", "CKV_AWS_237", _REPLACED),
    Fair("cloudformation", "CKV_AWS_120", _CACHE),
    Fair("terraform", "CKV_AWS_115", _SHARED_POOL),
    Fair("terraform", "CKV_AWS_116", _NOT_ASYNC),
    Fair("terraform", "CKV_AWS_117", _PRIVATE),
    Fair("terraform", "CKV_AWS_119", _OWN_KEYS),
    Fair("terraform", "CKV_AWS_149", _OWN_KEYS),
    Fair("terraform", "CKV_AWS_158", _OWN_KEYS),
    Fair("terraform", "CKV_AWS_173", _OWN_KEYS),
    Fair("terraform", "CKV_AWS_26", _TOPIC_KEY),
    Fair("cloudformation", "CKV_AWS_26", _TOPIC_KEY),
    Fair("terraform", "CKV_AWS_272", _SIGNING),
    Fair("terraform", "CKV_AWS_338", _ONE_YEAR),
    Fair("terraform", "CKV2_AWS_57", _THIRD_PARTY),
    Fair("terraform", "CKV_AWS_297", _OWN_KEYS),
    Fair("terraform", "CKV_AWS_145", _OWN_KEYS),
    Fair("terraform", "CKV_AWS_304", _BY_STAGE, "secret-rotation"),
    Fair("terraform", "CKV_AWS_136", _OWN_KEYS, "image"),
    Fair("cloudformation", "CKV_AWS_136", _OWN_KEYS, "image"),
    *(Fair("terraform", "CKV2_AWS_11", _NO_FLOW_LOGS, design) for design in _MADE_NETWORKS),
    *(Fair("terraform", "CKV2_AWS_12", _DEFAULT_GROUP, design) for design in _MADE_NETWORKS),
    Fair("terraform", "CKV_AWS_184", _OWN_KEYS, "file-system"),
    Fair("terraform", "CKV2_AWS_34", _PLAIN, "parameters"),
    Fair("terraform", "CKV_AWS_18", _NO_ACCESS_LOG),
    Fair("terraform", "CKV_AWS_144", _ONE_REGION),
    Fair("terraform", "CKV2_AWS_62", _NOBODY_ASKS),
    Fair("terraform", "CKV_AWS_21", _MADE_AGAIN, "bucket-trigger"),
    Fair("cloudformation", "CKV_AWS_18", _NO_ACCESS_LOG),
    Fair("cloudformation", "CKV_AWS_21", _MADE_AGAIN, "bucket-trigger"),
    *(
        Fair("terraform", check, _INTERFACES, design)
        for check in ("CKV_AWS_290", "CKV_AWS_355")
        for design in _IN_NETWORKS
    ),
    Fair("terraform", "CKV2_AWS_16", _PROVISIONED, "table"),
    Fair("terraform", "CKV_AWS_285", _PAYLOADS),
    *(
        Fair("terraform", "CKV_AWS_309", _OPEN, design)
        for design in ("alias", "http-api", "http-existing", "http-shared")
    ),
    *(
        Fair("terraform", "CKV_AWS_76", _NO_LOG, design)
        for design in ("http-api", "http-shared", "rest-private")
    ),
    Fair("cloudformation", "CKV_AWS_76", _NO_LOG, "rest-private"),
    Fair("terraform", "CKV_AWS_301", _ORGANISATION, "direct"),
    *(Fair(each, "CKV2_AWS_33", _FIREWALL, "graphql-keys") for each in ("terraform", "cloudformation")),
    Fair(
        "cloudformation",
        "CKV_AWS_194",
        "The check does not look the level up in the stages' mapping.",
        "graphql-keys",
    ),
    *(
        Fair(format_name, check, reason, "graphql")
        for format_name in ("terraform", "cloudformation")
        for check, reason in (
            ("CKV2_AWS_33", _FIREWALL),
            ("CKV_AWS_193", _GRAPHQL_LOGS),
            ("CKV_AWS_194", _GRAPHQL_LOGS),
        )
    ),
    *(Fair("terraform", check, _OPEN_URL, "public-url") for check in ("CKV_AWS_258", "CKV_AWS_301")),
    Fair("cloudformation", "CKV_AWS_258", _OPEN_URL, "public-url"),
    *(Fair("cloudformation", "CKV_AWS_111", _INTERFACES, design) for design in _IN_NETWORKS),
    *(Fair("cloudformation", "CKV_AWS_95", _NO_LOG, design) for design in ("http-api", "http-shared")),
    Fair("cloudformation", "CKV_AWS_26", _TOPIC_KEYS),
    Fair("cloudformation", "CKV_AWS_136", _OWN_KEYS, "image"),
    Fair("cloudformation", "CKV_AWS_115", _SHARED_POOL),
    Fair("cloudformation", "CKV_AWS_116", _NOT_ASYNC),
    Fair("cloudformation", "CKV_AWS_117", _PRIVATE),
    Fair("cloudformation", "CKV_AWS_119", _OWN_KEYS),
    Fair("cloudformation", "CKV_AWS_149", _OWN_KEYS),
    Fair("cloudformation", "CKV_AWS_158", _OWN_KEYS),
    Fair("cloudformation", "CKV_AWS_173", _OWN_KEYS),
    Fair("cloudformation", "CKV_AWS_27", _NOT_SEEN),
    Fair("cloudformation", "CKV_AWS_28", _ON_PURPOSE, "overlaid"),
)

_LITERAL = "The text looks like a forgotten !Sub, and is meant to: it is literal."

CFN_LINT = (
    *(
        Fair(format_name, "E1029", _LITERAL, design)
        for format_name in ("sam", "cdk-python")
        for design in ("hostile", "schedule")
    ),
    Fair("cdk-python", "W3005", "CDK's function construct says its dependency on the role twice."),
)
