"""Faults written into Terraform's text, to be planned by Terraform itself and noticed by parity."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: ``old`` becomes ``new`` in a file of a design's export, deployed to a stage."""

    name: str
    file: str
    old: str
    new: str
    design: str = "order-worker"
    stage: str = "prod"


_QUEUES, _WORKER = "queues.tf", "function_worker.tf"

MUTANTS = (
    Mutant(
        "mutant_visibility", _QUEUES, "visibility_timeout_seconds = 180", "visibility_timeout_seconds = 181"
    ),
    Mutant("mutant_receives", _QUEUES, "maxReceiveCount     = 5", "maxReceiveCount     = 6"),
    Mutant(
        "mutant_redrive",
        _QUEUES,
        "deadLetterTargetArn = aws_sqs_queue.orders_dlq.arn",
        'deadLetterTargetArn = "arn:aws:sqs:eu-west-1:111122223333:other"',
    ),
    Mutant("mutant_tls", _QUEUES, '"aws:SecureTransport" = "false"', '"aws:SecureTransport" = "true"'),
    Mutant("mutant_policy_of", _QUEUES, "queue_url = aws_sqs_queue.orders.url", 'queue_url = "elsewhere"'),
    Mutant("mutant_action", _WORKER, '"dynamodb:DeleteItem",', '"dynamodb:DeleteTable",'),
    Mutant("mutant_added_action", _WORKER, '"dynamodb:DeleteItem",', '"dynamodb:DeleteItem", "dynamodb:*",'),
    Mutant("mutant_resource", _WORKER, "Resource = aws_sqs_queue.orders.arn", 'Resource = "*"'),
    Mutant(
        "mutant_other_resource",
        _WORKER,
        "Resource = aws_sqs_queue.orders.arn",
        "Resource = aws_sqs_queue.orders_dlq.arn",
    ),
    Mutant(
        "mutant_suffix",
        _WORKER,
        'aws_cloudwatch_log_group.worker.arn}:*"',
        'aws_cloudwatch_log_group.worker.arn}"',
    ),
    Mutant("mutant_trust", _WORKER, "lambda.amazonaws.com", "edgelambda.amazonaws.com"),
    Mutant(
        "mutant_stage",
        "locals.tf",
        "worker_memory_size                = 1024",
        "worker_memory_size                = 512",
    ),
    Mutant("mutant_reports", _WORKER, 'function_response_types = ["ReportBatchItemFailures"]', ""),
    Mutant("mutant_tags", "locals.tf", 'service = "orders"', 'service = "other"'),
    Mutant("mutant_region", "variables.tf", 'default     = "eu-west-1"', 'default     = "eu-west-2"'),
    Mutant("mutant_output", "outputs.tf", "aws_sqs_queue.orders.url", "aws_sqs_queue.orders_dlq.url"),
)
