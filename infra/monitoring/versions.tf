terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }

    datadog = {
      source  = "DataDog/datadog"
      version = "4.19.0"
    }
  }

  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

# Keys come from DD_API_KEY and DD_APP_KEY in the environment, never from variables.
provider "datadog" {
  api_url = "https://api.${var.datadog.site}/"
}
