locals {
  # Managed groups in order, and rules of theirs that only count. People write about HTML and SQL here, at length: the
  # rules on body size and script in bodies would refuse their articles. The server has its own limits and sanitiser.
  waf_groups = {
    AWSManagedRulesAmazonIpReputationList = []
    AWSManagedRulesKnownBadInputsRuleSet  = []
    AWSManagedRulesCommonRuleSet          = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericRFI_BODY", "GenericLFI_BODY"]
  }
}

resource "aws_wafv2_web_acl" "this" {
  provider = aws.us_east_1
  count    = var.waf_enabled ? 1 : 0

  name        = local.name
  description = "Edge of ${local.name}"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 0

    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        limit                 = var.waf_requests_per_five_minutes
        evaluation_window_sec = 300
      }
    }

    visibility_config {
      metric_name                = "${local.name}-rate"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = [for name, counted in local.waf_groups : { name = name, counted = counted }]

    content {
      name     = rule.value.name
      priority = 10 + rule.key

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value.name

          dynamic "rule_action_override" {
            for_each = rule.value.counted

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        metric_name                = rule.value.name
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    metric_name                = local.name
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}
