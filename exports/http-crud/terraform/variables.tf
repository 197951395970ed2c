variable "stage" {
  description = "Stage to deploy: dev or prod."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "The stage must be dev or prod."
  }
}

variable "region" {
  description = "Region to deploy to."
  type        = string
  default     = "eu-west-1"
}
