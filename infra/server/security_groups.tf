# One group per tier. Who may talk to whom is the list of rules below; every rule names a group, except where the
# other side is not ours: the edge (AWS's prefix list) and the way out.
#
#   CloudFront ─443─► alb ─32768+─► app ─6379─► cache
#                                    ├──27017 or 1024+─► database (PrivateLink endpoint or DocumentDB)
#                                    ├──443─► endpoints, S3
#                                    └──443─► internet through NAT (ECR, CloudWatch, Secrets Manager, Datadog)

resource "aws_security_group" "alb" {
  name        = "${local.name}-alb"
  description = "Load balancer: reached by CloudFront only"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${local.name}-alb" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "app" {
  name        = "${local.name}-app"
  description = "Instances and the tasks on them"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${local.name}-app" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "cache" {
  name        = "${local.name}-cache"
  description = "Valkey: reached by the servers only"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${local.name}-cache" }

  lifecycle {
    create_before_destroy = true
  }
}

# Worn by what the database roots make; empty until then.
resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "MongoDB inside the network: reached by the servers only"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${local.name}-database" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "endpoints" {
  name        = "${local.name}-endpoints"
  description = "Interface endpoints of AWS services: reached by the servers only"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${local.name}-endpoints" }

  lifecycle {
    create_before_destroy = true
  }
}

# --- edge to load balancer

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_vpc_security_group_ingress_rule" "alb_from_cloudfront" {
  security_group_id = aws_security_group.alb.id
  description       = "HTTPS from CloudFront"
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# --- load balancer to tasks: bridge networking gives each task a port of the instance's ephemeral range

locals {
  ephemeral_ports = { first = 32768, last = 65535 }

  # PrivateLink maps each node to a port of its own from 1024 upwards; DocumentDB listens on one.
  database_ports = var.database_mode == "atlas-privatelink" ? { first = 1024, last = 65535 } : { first = 27017, last = 27017 }

  database_inside = contains(["atlas-privatelink", "documentdb"], var.database_mode)
}

resource "aws_vpc_security_group_egress_rule" "alb_to_app" {
  security_group_id            = aws_security_group.alb.id
  description                  = "Requests and health checks to tasks"
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = local.ephemeral_ports.first
  to_port                      = local.ephemeral_ports.last
}

resource "aws_vpc_security_group_ingress_rule" "app_from_alb" {
  security_group_id            = aws_security_group.app.id
  description                  = "Requests and health checks from the load balancer"
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = local.ephemeral_ports.first
  to_port                      = local.ephemeral_ports.last
}

# --- tasks to cache

resource "aws_vpc_security_group_egress_rule" "app_to_cache" {
  security_group_id            = aws_security_group.app.id
  description                  = "Valkey"
  referenced_security_group_id = aws_security_group.cache.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_app" {
  security_group_id            = aws_security_group.cache.id
  description                  = "Valkey from the servers"
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

# --- tasks to MongoDB

resource "aws_vpc_security_group_egress_rule" "app_to_database" {
  count = local.database_inside ? 1 : 0

  security_group_id            = aws_security_group.app.id
  description                  = "MongoDB inside the network"
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = local.database_ports.first
  to_port                      = local.database_ports.last
}

resource "aws_vpc_security_group_ingress_rule" "database_from_app" {
  count = local.database_inside ? 1 : 0

  security_group_id            = aws_security_group.database.id
  description                  = "MongoDB from the servers"
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = local.database_ports.first
  to_port                      = local.database_ports.last
}

resource "aws_vpc_security_group_egress_rule" "app_to_public_database" {
  count = local.database_inside ? 0 : 1

  security_group_id = aws_security_group.app.id
  description       = "MongoDB outside the network, TLS; the cluster admits the NAT addresses"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 27015
  to_port           = 27017
}

# --- tasks and instances to AWS

resource "aws_vpc_security_group_egress_rule" "app_to_endpoints" {
  security_group_id            = aws_security_group.app.id
  description                  = "AWS services through interface endpoints"
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_app" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "HTTPS from the servers"
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "app_to_s3" {
  security_group_id = aws_security_group.app.id
  description       = "S3 through the gateway endpoint: image layers"
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "app_to_internet" {
  count = var.nat == "none" ? 0 : 1

  security_group_id = aws_security_group.app.id
  description       = "HTTPS out through NAT: ECR, CloudWatch, Secrets Manager, Datadog have no fixed addresses"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
