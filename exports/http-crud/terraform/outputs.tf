output "items_api_api_url" {
  description = "API items-api."
  value       = aws_apigatewayv2_api.items_api.api_endpoint
}

output "items_table_table_name" {
  description = "Table items-table."
  value       = aws_dynamodb_table.items_table.name
}

output "items_function_name" {
  description = "Function items."
  value       = aws_lambda_function.items.function_name
}
