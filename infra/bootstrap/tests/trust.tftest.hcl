# Options of the bootstrap root that the shared file leaves off.
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }
}

mock_provider "aws" {
  alias = "us_east_1"
}

variables {
  region    = "us-east-1"
  zone_name = "example.com"
  github    = { owner = "acme", repository = "conduit" }
}

run "numeric_ids_replace_the_names_alone" {
  command = plan

  variables {
    github = { owner = "acme", repository = "conduit", owner_id = "11", repository_id = "22" }
  }

  assert {
    condition     = toset(local.subjects["prod-deploy"]) == toset(["repo:acme@11/conduit@22:environment:prod"])
    error_message = "G04: repositories made after 2026-07-15 are trusted by their ids."
  }
}

run "access_keys_only_where_asked_for" {
  command = plan

  variables {
    access_key_stages = ["dev"]
  }

  assert {
    condition     = toset(keys(aws_iam_user.deploy)) == toset(["dev"]) && aws_iam_group_policy_attachment.deploy["dev"].group == "conduit-dev-deploy"
    error_message = "The user for access keys has the deploy policy of its stage, through a group."
  }
}

run "dnssec" {
  command = plan # the buckets refuse to be destroyed afterwards

  variables {
    dnssec_enabled = true
  }

  assert {
    condition     = aws_kms_key.dnssec[0].customer_master_key_spec == "ECC_NIST_P256" && length(aws_route53_hosted_zone_dnssec.this) == 1
    error_message = "Route 53 signs with one kind of key."
  }
}
