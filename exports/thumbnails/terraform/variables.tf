variable "stage" {
  description = "Stage to deploy. It is part of resource names and selects settings in local.stages."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "The stage must be dev or prod."
  }
}

variable "region" {
  description = "AWS Region to deploy to."
  type        = string
  default     = "eu-west-1"
}
