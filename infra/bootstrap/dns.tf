resource "aws_route53_zone" "this" {
  count = var.zone_create ? 1 : 0

  name    = var.zone_name
  comment = "Public names of ${var.project}"
}

data "aws_route53_zone" "existing" {
  count = var.zone_create ? 0 : 1

  name         = var.zone_name
  private_zone = false
}

locals {
  zone_id = var.zone_create ? aws_route53_zone.this[0].zone_id : data.aws_route53_zone.existing[0].zone_id
}

# Certificates for these names come from Amazon alone.
resource "aws_route53_record" "caa" {
  count = var.zone_create ? 1 : 0

  zone_id = local.zone_id
  name    = var.zone_name
  type    = "CAA"
  ttl     = 3600
  records = ["0 issue \"amazon.com\"", "0 issuewild \"amazon.com\""]
}

resource "aws_kms_key" "dnssec" {
  provider = aws.us_east_1
  count    = var.dnssec_enabled ? 1 : 0

  description              = "Signs the zone ${var.zone_name}"
  customer_master_key_spec = "ECC_NIST_P256" # the one kind that Route 53 takes
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministers"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*" # of a key policy: this key
      },
      {
        Sid       = "Route53Signs"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
        Resource  = "*" # of a key policy: this key
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
      {
        Sid       = "Route53GrantsItself"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = "kms:CreateGrant"
        Resource  = "*" # of a key policy: this key
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      },
    ]
  })
}

resource "aws_route53_key_signing_key" "this" {
  count = var.dnssec_enabled ? 1 : 0

  hosted_zone_id             = local.zone_id
  key_management_service_arn = aws_kms_key.dnssec[0].arn
  name                       = replace(var.project, "-", "_")
}

resource "aws_route53_hosted_zone_dnssec" "this" {
  count = var.dnssec_enabled ? 1 : 0

  hosted_zone_id = aws_route53_key_signing_key.this[0].hosted_zone_id
}
