output "front_api_url" {
  description = "Base URL of the front API, to which clients add a route's path."
  value       = aws_apigatewayv2_api.front.api_endpoint
}

output "to_bill_queue_url" {
  description = "URL of the to-bill queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.to_bill.url
}

output "to_ship_queue_url" {
  description = "URL of the to-ship queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.to_ship.url
}

output "orders_undelivered_queue_url" {
  description = "URL of the orders-undelivered queue, by which messages are sent to it and received from it."
  value       = aws_sqs_queue.orders_undelivered.url
}

output "orders_topic_arn" {
  description = "ARN of the orders topic, for publishers and subscribers elsewhere."
  value       = aws_sns_topic.orders.arn
}

output "announce_function_name" {
  description = "Name of the announce function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.announce.function_name
}

output "bill_function_name" {
  description = "Name of the bill function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.bill.function_name
}

output "ship_function_name" {
  description = "Name of the ship function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.ship.function_name
}
