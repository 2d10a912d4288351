# What the root makes once everything has an id.
mock_provider "aws" {
  mock_data "aws_subnets" {
    defaults = {
      ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    }
  }

  mock_data "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:us-east-1:123456789012:conduit-dev-alarms"
    }
  }

  mock_resource "aws_docdb_cluster" {
    defaults = {
      endpoint = "x.cluster-y.docdb.amazonaws.com"
    }
  }
}

variables {
  stage  = "dev"
  region = "us-east-1"
}

run "tls_encryption_and_a_write_only_password" {
  assert {
    condition     = aws_docdb_cluster.this.storage_encrypted && [for parameter in aws_docdb_cluster_parameter_group.this.parameter : parameter.value if parameter.name == "tls"] == ["enabled"]
    error_message = "DocumentDB speaks TLS and encrypts its disks."
  }

  assert {
    condition     = aws_docdb_cluster.this.master_password == null && aws_secretsmanager_secret_version.database_url.secret_string_wo_version == aws_docdb_cluster.this.master_password_wo_version
    error_message = "Password and connection string change together, and neither is in the state."
  }
}
