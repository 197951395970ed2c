output "front_api_url" {
  description = "API front."
  value       = aws_apigatewayv2_api.front.api_endpoint
}

output "to_bill_queue_url" {
  description = "Queue to-bill."
  value       = aws_sqs_queue.to_bill.url
}

output "to_ship_queue_url" {
  description = "Queue to-ship."
  value       = aws_sqs_queue.to_ship.url
}

output "orders_undelivered_queue_url" {
  description = "Queue orders-undelivered."
  value       = aws_sqs_queue.orders_undelivered.url
}

output "orders_topic_arn" {
  description = "Topic orders."
  value       = aws_sns_topic.orders.arn
}

output "announce_function_name" {
  description = "Function announce."
  value       = aws_lambda_function.announce.function_name
}

output "bill_function_name" {
  description = "Function bill."
  value       = aws_lambda_function.bill.function_name
}

output "ship_function_name" {
  description = "Function ship."
  value       = aws_lambda_function.ship.function_name
}
