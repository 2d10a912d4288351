# Every validation, refused once, and what the root makes.
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

run "project_too_long" {
  command = plan

  variables {
    project = "abcdefghijklmnopq"
  }

  expect_failures = [var.project]
}

run "project_reserved" {
  command = plan

  variables {
    project = "internal-x"
  }

  expect_failures = [var.project]
}

run "stage_unknown" {
  command = plan

  variables {
    stage = "test"
  }

  expect_failures = [var.stage]
}

run "region_name" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

run "version" {
  command = plan

  variables {
    documentdb = { engine_version = "4.0.0" }
  }

  expect_failures = [var.documentdb]
}

run "class" {
  command = plan

  variables {
    documentdb = { instance_class = "t3.medium" }
  }

  expect_failures = [var.documentdb]
}

run "instances" {
  command = plan

  variables {
    documentdb = { instances = 0 }
  }

  expect_failures = [var.documentdb]
}

run "backups" {
  command = plan

  variables {
    documentdb = { backup_days = 0 }
  }

  expect_failures = [var.documentdb]
}

run "generation" {
  command = plan

  variables {
    password_generation = 0
  }

  expect_failures = [var.password_generation]
}

run "prod_needs_two_instances" {
  command = plan

  variables {
    stage = "prod"
  }

  expect_failures = [var.documentdb]
}

run "runbooks" {
  command = plan

  variables {
    runbook_url = "http://wiki.example.com"
  }

  expect_failures = [var.runbook_url]
}

run "runbooks_without_a_final_slash" {
  command = plan

  variables {
    runbook_url = "https://wiki.example.com/"
  }

  expect_failures = [var.runbook_url]
}
