output "undelivered_queue_url" {
  description = "URL of the undelivered queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.undelivered.url
}

output "failed_queue_url" {
  description = "URL of the failed queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.failed.url
}

output "warehouse_secret_arn" {
  description = "ARN of the warehouse secret, whose value is put in by hand, once per stage."
  value       = aws_secretsmanager_secret.warehouse.arn
}

output "report_function_name" {
  description = "Name of the report function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.report.function_name
}
