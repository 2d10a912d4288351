# Every validation, refused once. What the root makes is shown by infra/tests/test_database.py.
mock_provider "aws" {}
mock_provider "mongodbatlas" {}

variables {
  stage         = "dev"
  region        = "us-east-1"
  database_mode = "atlas-public"
  atlas_org_id  = "0123456789abcdef01234567"
  atlas_cluster = { kind = "flex" }
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

run "mode_of_another_root" {
  command = plan

  variables {
    database_mode = "documentdb"
  }

  expect_failures = [var.database_mode]
}

run "flex_has_no_private_endpoint" {
  command = plan

  variables {
    database_mode = "atlas-privatelink"
    atlas_cluster = { kind = "flex" }
  }

  expect_failures = [var.database_mode]
}

run "organisation" {
  command = plan

  variables {
    atlas_org_id = "my-organisation"
  }

  expect_failures = [var.atlas_org_id]
}

run "kind_of_cluster" {
  command = plan

  variables {
    atlas_cluster = { kind = "serverless" }
  }

  expect_failures = [var.atlas_cluster]
}

run "size_of_cluster" {
  command = plan

  variables {
    atlas_cluster = { kind = "dedicated", instance_size = "R40" }
  }

  expect_failures = [var.atlas_cluster]
}

run "greatest_size_of_cluster" {
  command = plan

  variables {
    atlas_cluster = { kind = "dedicated", max_instance_size = "big" }
  }

  expect_failures = [var.atlas_cluster]
}

run "prod_on_a_flex_cluster" {
  command = plan

  variables {
    stage = "prod"
  }

  expect_failures = [var.atlas_cluster]
}

run "prod_on_a_shared_cpu" {
  command = plan

  variables {
    stage         = "prod"
    atlas_cluster = { kind = "dedicated", instance_size = "M10" }
  }

  expect_failures = [var.atlas_cluster]
}

run "disk_too_small" {
  command = plan

  variables {
    atlas_cluster = { kind = "dedicated", disk_gib = 5 }
  }

  expect_failures = [var.atlas_cluster]
}

run "half_a_generation" {
  command = plan

  variables {
    database_password_generation = 1.5
  }

  expect_failures = [var.database_password_generation]
}

run "generation_before_the_first" {
  command = plan

  variables {
    database_password_generation = 0
  }

  expect_failures = [var.database_password_generation]
}

run "address_of_alarms" {
  command = plan

  variables {
    alarm_email = "ops"
  }

  expect_failures = [var.alarm_email]
}
