output "failed_queue_url" {
  description = "Queue failed."
  value       = aws_sqs_queue.failed.url
}

output "uploads_bucket_name" {
  description = "Bucket uploads."
  value       = aws_s3_bucket.uploads.id
}

output "small_bucket_name" {
  description = "Bucket small."
  value       = aws_s3_bucket.small.id
}

output "shrink_function_name" {
  description = "Function shrink."
  value       = aws_lambda_function.shrink.function_name
}
