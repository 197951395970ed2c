output "undelivered_queue_url" {
  description = "Queue undelivered."
  value       = aws_sqs_queue.undelivered.url
}

output "failed_queue_url" {
  description = "Queue failed."
  value       = aws_sqs_queue.failed.url
}

output "warehouse_secret_arn" {
  description = "Secret warehouse: put its value here."
  value       = aws_secretsmanager_secret.warehouse.arn
}

output "report_function_name" {
  description = "Function report."
  value       = aws_lambda_function.report.function_name
}
