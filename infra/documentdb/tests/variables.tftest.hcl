# Every validation, refused once.
mock_provider "aws" {}

variables {
  stage  = "dev"
  region = "us-east-1"
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

run "connections" {
  command = plan

  variables {
    documentdb = { connections = 0 }
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
