output "orders_queue_url" {
  description = "URL of the orders queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.orders.url
}

output "order_history_table_name" {
  description = "Name of the order-history table, for queries by hand and from elsewhere."
  value       = aws_dynamodb_table.order_history.name
}

output "payment_key_secret_arn" {
  description = "ARN of the payment-key secret, whose value is put in by hand, once per stage."
  value       = aws_secretsmanager_secret.payment_key.arn
}

output "worker_function_name" {
  description = "Name of the worker function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.worker.function_name
}
