locals {
  name = "${var.project}-${var.stage}"

  tags = {
    Project   = var.project
    Stage     = local.name
    Root      = "monitoring"
    ManagedBy = "terraform"
  }

  datadog_tags = ["service:${var.project}", "env:${var.stage}", "managed-by:terraform"]

  # Who is woken: prod at night, the others by reading.
  paging = var.stage == "prod"

  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
