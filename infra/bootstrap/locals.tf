locals {
  tags = {
    Project   = var.project
    Stage     = "shared"
    Root      = "bootstrap"
    ManagedBy = "terraform"
  }

  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  state_bucket     = "${var.project}-state-${local.account_id}"
  artifacts_bucket = "${var.project}-artifacts-${local.account_id}"
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
