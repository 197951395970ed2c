output "front_api_url" {
  description = "API front."
  value       = aws_apigatewayv2_api.front.api_endpoint
}

output "catalogue_table_name" {
  description = "Table catalogue."
  value       = aws_dynamodb_table.catalogue.name
}

output "items_function_name" {
  description = "Function items."
  value       = aws_lambda_function.items.function_name
}
