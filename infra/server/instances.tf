locals {
  ecs_image_path = local.instance_size.architecture == "arm64" ? "amazon-linux-2023/arm64" : "amazon-linux-2023"

  # A reference, not an id: each new instance takes the newest patched image, while the template and so the plan
  # stay the same from month to month. Setting var.ami pins it.
  image = var.ami != "" ? var.ami : "resolve:ssm:/aws/service/ecs/optimized-ami/${local.ecs_image_path}/recommended/image_id"
}

resource "aws_launch_template" "instances" {
  name                   = local.name
  image_id               = local.image
  instance_type          = var.instance.type
  update_default_version = true
  ebs_optimized          = true

  # No key pair: people come in through Session Manager, which leaves a trail.
  iam_instance_profile {
    arn = aws_iam_instance_profile.instances.arn
  }

  # Hop limit 1 keeps the metadata service, and with it the instance's role, out of reach of bridged containers.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  network_interfaces {
    associate_public_ip_address = false
    delete_on_termination       = true
    security_groups             = [aws_security_group.app.id]
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = var.instance.volume_gib
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = var.stage == "prod"
  }

  user_data = base64encode(templatefile("${path.module}/user_data.sh.tftpl", {
    cluster         = aws_ecs_cluster.this.name
    reserved_memory = local.reserved_memory
    stop_timeout    = local.stop_timeout_seconds
  }))

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge(local.tags, { Name = local.name })
    }
  }
}

resource "aws_autoscaling_group" "instances" {
  name                  = local.name
  vpc_zone_identifier   = [for subnet in aws_subnet.private : subnet.id]
  min_size              = var.instance.min
  max_size              = var.instance.max
  health_check_type     = "EC2"
  protect_from_scale_in = true # the capacity provider decides which instance is empty
  enabled_metrics       = ["GroupInServiceInstances", "GroupMaxSize", "GroupDesiredCapacity"]

  # Patches arrive with new instances: none grows older than 30 days.
  max_instance_lifetime = 30 * 24 * 3600

  launch_template {
    id      = aws_launch_template.instances.id
    version = aws_launch_template.instances.latest_version
  }

  # A new template replaces instances one after another, each new one in service before an old one drains.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage       = 100
      max_healthy_percentage       = 200
      instance_warmup              = local.instance_warmup_seconds
      scale_in_protected_instances = "Refresh"
    }
  }

  # Replacements (age, rebalancing, ill health) start the new instance first as well.
  instance_maintenance_policy {
    min_healthy_percentage = 100
    max_healthy_percentage = 200
  }

  # ECS puts this tag on groups that it manages; named here so that it is not seen as drift.
  tag {
    key                 = "AmazonECSManaged"
    value               = "true"
    propagate_at_launch = true
  }

  lifecycle {
    ignore_changes = [desired_capacity] # owned by the capacity provider
  }

  depends_on = [
    terraform_data.placement,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_endpoint.interface,
    aws_iam_role_policy.instance,
    aws_iam_role_policy_attachment.instance_session_manager,
  ]
}
