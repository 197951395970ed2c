output "front_api_url" {
  description = "Base URL of the front API, to which clients add a resource's path."
  value       = "https://${aws_api_gateway_rest_api.front.id}.execute-api.${var.region}.amazonaws.com/${var.stage}"
}

output "order_book_table_name" {
  description = "Name of the order-book table, for queries by hand and from elsewhere."
  value       = aws_dynamodb_table.order_book.name
}

output "shoppers_user_pool_id" {
  description = "ID of the shoppers user pool, for whoever manages its users."
  value       = aws_cognito_user_pool.shoppers.id
}

output "shoppers_web_client_id" {
  description = "Client ID of the web app, by which it gets tokens from the shoppers user pool."
  value       = aws_cognito_user_pool_client.shoppers_web.id
}

output "orders_function_name" {
  description = "Name of the orders function, for invoking it and finding its logs and metrics."
  value       = aws_lambda_function.orders.function_name
}
