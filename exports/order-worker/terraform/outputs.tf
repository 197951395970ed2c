output "orders_queue_url" {
  description = "Queue orders."
  value       = aws_sqs_queue.orders.url
}

output "order_history_table_name" {
  description = "Table order-history."
  value       = aws_dynamodb_table.order_history.name
}

output "payment_key_secret_arn" {
  description = "Secret payment-key: put its value here."
  value       = aws_secretsmanager_secret.payment_key.arn
}

output "worker_function_name" {
  description = "Function worker."
  value       = aws_lambda_function.worker.function_name
}
