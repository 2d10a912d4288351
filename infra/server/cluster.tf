resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = var.stage == "prod" ? "enhanced" : "disabled" # billed per metric
  }
}

resource "aws_ecs_capacity_provider" "instances" {
  name = local.name

  auto_scaling_group_provider {
    auto_scaling_group_arn         = aws_autoscaling_group.instances.arn
    managed_termination_protection = "ENABLED"
    managed_draining               = "ENABLED" # tasks move off an instance before it goes

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = var.instance.target_capacity
      minimum_scaling_step_size = 1
      maximum_scaling_step_size = var.zone_count
      instance_warmup_period    = local.instance_warmup_seconds
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = [aws_ecs_capacity_provider.instances.name]

  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.instances.name
    weight            = 1
  }
}
