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
    *(
        Mutant(f"mutant_api_{name}", "function_items.tf", old, new, "http-crud")
        for name, old, new in (
            ("open", '  authorization_type = "JWT"\n', '  authorization_type = "NONE"\n'),
            ("route", '"PUT /items/{id}"', '"POST /items/{id}"'),
            ("payload", 'payload_format_version = "2.0"', 'payload_format_version = "1.0"'),
            ("anyone", ".execution_arn}/*/GET/items/*", ".execution_arn}/*/*"),
            ("principal", "apigateway.amazonaws.com", "events.amazonaws.com"),
        )
    ),
    *(
        Mutant(f"mutant_api_{name}", "apis.tf", old, new, "http-crud")
        for name, old, new in (
            ("audience", 'audience = ["items"]', 'audience = ["items", "more"]'),
            ("origin", '"https://app.example.com"', '"*"'),
            (
                "log",
                "destination_arn = aws_cloudwatch_log_group.front.arn",
                'destination_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:other"',
            ),
            ("deploy", "auto_deploy = true", "auto_deploy = false"),
        )
    ),
    Mutant("mutant_api_rate", "locals.tf", "front_rate  = 200", "front_rate  = 20", "http-crud"),
    *(
        Mutant(f"mutant_schedule_{name}", "function_report.tf", old, new, "nightly-report")
        for name, old, new in (
            ("state", '? "ENABLED" : "DISABLED"', '? "DISABLED" : "ENABLED"'),
            ("input", '{ report = "daily" }', '{ report = "weekly" }'),
            ("undelivered", "arn = aws_sqs_queue.undelivered.arn", "arn = aws_sqs_queue.failed.arn"),
            ("target", "arn      = aws_lambda_function.report.arn", "arn      = aws_sqs_queue.failed.arn"),
            ("anyones", '"aws:SourceAccount" =', '"aws:SourceArn" ='),
            (
                "failure",
                "destination = aws_sqs_queue.failed.arn",
                "destination = aws_sqs_queue.undelivered.arn",
            ),
            ("retries", "maximum_retry_attempts       = 1\n", "maximum_retry_attempts       = 2\n"),
        )
    ),
    *(
        Mutant(f"mutant_alias_{name}", "function_worker.tf", old, new, "alias")
        for name, old, new in (
            (
                "latest",
                "function_version = aws_lambda_function.worker.version",
                'function_version = "$LATEST"',
            ),
            ("unpublished", "publish          = true", "publish          = false"),
            ("provisioned", "== null ? 0 : 1", "== null ? 1 : 0"),
            (
                "function",
                "function_name           = aws_lambda_alias.",
                "function_name           = aws_lambda_function.",
            ),
        )
    ),
    Mutant(
        "mutant_subnet",
        "function_same.tf",
        '"subnet-0aaaaaaaaaaaaaaa2"',
        '"subnet-0aaaaaaaaaaaaaaa3"',
        "network",
    ),
    Mutant(
        "mutant_layers",
        "function_layered.tf",
        'layer:tools:3",\n    "arn:aws:lambda:eu-west-1:111122223333:layer:more-tools:12"',
        'layer:more-tools:12",\n    "arn:aws:lambda:eu-west-1:111122223333:layer:tools:3"',
        "layers",
        "dev",
    ),
)
