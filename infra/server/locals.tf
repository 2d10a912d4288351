locals {
  name = "${var.project}-${var.stage}"

  # Cost Explorer and the budget group by Stage, so its value names the project too.
  tags = {
    Project   = var.project
    Stage     = local.name
    Root      = "server"
    ManagedBy = "terraform"
  }

  account_id  = data.aws_caller_identity.current.account_id
  origin_name = "origin.${var.hostname}"

  # Roles and policies lie on this path; the provisioning role of the stage may touch no other. Their boundary lies out of its reach.
  iam_path             = "/${var.project}/${var.stage}/"
  permissions_boundary = var.permissions_boundary ? "arn:${data.aws_partition.current.partition}:iam::${local.account_id}:policy/${var.project}/ci/${local.name}-boundary" : null
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_availability_zones" "available" {
  state = "available"

  # Local zones offer neither NAT gateways nor load balancers.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}
