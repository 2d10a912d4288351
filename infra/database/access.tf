# The way in: a private endpoint in the stage's network, or the stage's NAT addresses. Never 0.0.0.0/0.

resource "mongodbatlas_privatelink_endpoint" "this" {
  count = local.private ? 1 : 0

  project_id    = mongodbatlas_project.this.id
  provider_name = "AWS"
  region        = local.atlas_region
}

resource "aws_vpc_endpoint" "atlas" {
  count = local.private ? 1 : 0

  vpc_id             = data.aws_vpc.this.id
  service_name       = mongodbatlas_privatelink_endpoint.this[0].endpoint_service_name
  vpc_endpoint_type  = "Interface"
  subnet_ids         = data.aws_subnets.private.ids
  security_group_ids = [data.aws_security_group.database.id]

  tags = { Name = "${local.name}-atlas" }
}

resource "mongodbatlas_privatelink_endpoint_service" "this" {
  count = local.private ? 1 : 0

  project_id          = mongodbatlas_project.this.id
  private_link_id     = mongodbatlas_privatelink_endpoint.this[0].private_link_id
  endpoint_service_id = aws_vpc_endpoint.atlas[0].id
  provider_name       = "AWS"
}

data "aws_eips" "nat" {
  count = local.private ? 0 : 1

  filter {
    name   = "tag:Stage"
    values = [local.name]
  }
}

resource "mongodbatlas_project_ip_access_list" "nat" {
  for_each = local.private ? toset([]) : toset(data.aws_eips.nat[0].public_ips)

  project_id = mongodbatlas_project.this.id
  ip_address = each.value
  comment    = "NAT gateway of ${local.name}"
}
