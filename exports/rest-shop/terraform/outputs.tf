output "front_api_url" {
  description = "API front."
  value       = "https://${aws_api_gateway_rest_api.front.id}.execute-api.${var.region}.amazonaws.com/${var.stage}"
}

output "orders_table_table_name" {
  description = "Table orders-table."
  value       = aws_dynamodb_table.orders_table.name
}

output "shoppers_user_pool_id" {
  description = "User pool shoppers."
  value       = aws_cognito_user_pool.shoppers.id
}

output "shoppers_web_client_id" {
  description = "App web of the user pool shoppers."
  value       = aws_cognito_user_pool_client.shoppers_web.id
}

output "orders_function_name" {
  description = "Function orders."
  value       = aws_lambda_function.orders.function_name
}
