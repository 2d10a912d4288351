locals {
  name = "${var.project}-${var.stage}"

  tags = {
    Project   = var.project
    Stage     = local.name
    Root      = "documentdb"
    ManagedBy = "terraform"
  }
}

# Made by infra/server and found by name: no root reads another's state.
data "aws_vpc" "this" {
  tags = { Name = local.name }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }

  tags = { Tier = "private" }
}

data "aws_security_group" "database" {
  vpc_id = data.aws_vpc.this.id
  name   = "${local.name}-database"
}

data "aws_secretsmanager_secret" "database_url" {
  name = "${var.project}/${var.stage}/database-url"
}
