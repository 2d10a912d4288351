# Every validation, refused once. What the root makes is shown by infra/tests/test_monitoring.py.
mock_provider "aws" {}
mock_provider "datadog" {}

variables {
  stage         = "dev"
  region        = "us-east-1"
  instance      = { max = 3 }
  database_mode = "atlas-public"
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

run "site" {
  command = plan

  variables {
    datadog = { enabled = true, site = "datadog.example.com" }
  }

  expect_failures = [var.datadog]
}

run "image_that_floats" {
  command = plan

  variables {
    datadog = { enabled = true, image = "public.ecr.aws/datadog/agent:latest" }
  }

  expect_failures = [var.datadog]
}

run "notify_is_no_handle" {
  command = plan

  variables {
    notify = "slack-conduit"
  }

  expect_failures = [var.notify]
}

run "runbooks_without_tls" {
  command = plan

  variables {
    runbook_url = "http://example.com/runbooks"
  }

  expect_failures = [var.runbook_url]
}

run "runbooks_with_a_slash" {
  command = plan

  variables {
    runbook_url = "https://example.com/runbooks/"
  }

  expect_failures = [var.runbook_url]
}

run "no_instances" {
  command = plan

  variables {
    instance = { max = 0 }
  }

  expect_failures = [var.instance]
}

run "database_mode" {
  command = plan

  variables {
    database_mode = "mysql"
  }

  expect_failures = [var.database_mode]
}

run "kind_of_cluster" {
  command = plan

  variables {
    atlas_cluster = { kind = "serverless" }
  }

  expect_failures = [var.atlas_cluster]
}

run "no_connections" {
  command = plan

  variables {
    documentdb = { connections = 0 }
  }

  expect_failures = [var.documentdb]
}
