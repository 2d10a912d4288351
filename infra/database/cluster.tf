resource "mongodbatlas_project" "this" {
  name                         = local.name
  org_id                       = var.atlas_org_id
  with_default_alerts_settings = false
  is_data_explorer_enabled     = !var.protect # browsing readers' data is not for prod
  tags                         = local.tags
}

resource "mongodbatlas_flex_cluster" "this" {
  count = local.dedicated ? 0 : 1

  project_id                     = mongodbatlas_project.this.id
  name                           = local.name
  termination_protection_enabled = var.protect
  tags                           = local.tags

  provider_settings = {
    backing_provider_name = "AWS"
    region_name           = local.atlas_region
  }
}

resource "mongodbatlas_advanced_cluster" "this" {
  count = local.dedicated ? 1 : 0

  project_id                     = mongodbatlas_project.this.id
  name                           = local.name
  cluster_type                   = "REPLICASET"
  mongo_db_major_version         = var.atlas_cluster.version
  backup_enabled                 = true
  pit_enabled                    = true
  termination_protection_enabled = var.protect
  redact_client_log_data         = true
  use_effective_fields           = true # sizes that auto scaling chose are no drift
  tags                           = local.tags

  replication_specs = [{
    region_configs = [{
      provider_name = "AWS"
      region_name   = local.atlas_region
      priority      = 7

      electable_specs = {
        instance_size = var.atlas_cluster.instance_size
        node_count    = 3 # one per zone; a majority survives the loss of one
        disk_size_gb  = var.atlas_cluster.disk_gib
      }

      auto_scaling = {
        disk_gb_enabled            = true
        compute_enabled            = var.atlas_cluster.max_instance_size != ""
        compute_scale_down_enabled = var.atlas_cluster.max_instance_size != ""
        compute_min_instance_size  = var.atlas_cluster.max_instance_size != "" ? var.atlas_cluster.instance_size : null
        compute_max_instance_size  = var.atlas_cluster.max_instance_size != "" ? var.atlas_cluster.max_instance_size : null
      }
    }]
  }]

  advanced_configuration = {
    minimum_enabled_tls_protocol = "TLS1_2"
    javascript_enabled           = false
  }
}

resource "mongodbatlas_cloud_backup_schedule" "this" {
  count = local.dedicated ? 1 : 0

  project_id               = mongodbatlas_project.this.id
  cluster_name             = mongodbatlas_advanced_cluster.this[0].name
  reference_hour_of_day    = 3
  reference_minute_of_hour = 0
  restore_window_days      = 7 # any minute of the last week

  policy_item_hourly {
    frequency_interval = 6
    retention_unit     = "days"
    retention_value    = 7
  }

  policy_item_daily {
    frequency_interval = 1
    retention_unit     = "days"
    retention_value    = 14
  }

  policy_item_weekly {
    frequency_interval = 6 # Saturday
    retention_unit     = "weeks"
    retention_value    = 8
  }
}
