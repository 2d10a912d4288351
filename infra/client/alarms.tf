# CloudFront publishes its metrics in us-east-1 only, and an alarm can only speak to a topic of its own region.
resource "aws_sns_topic" "alarms" {
  provider = aws.us_east_1

  name = "${local.name}-edge-alarms"
}

resource "aws_sns_topic_subscription" "email" {
  provider = aws.us_east_1
  count    = var.alarm_email == "" ? 0 : 1

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  provider = aws.us_east_1

  alarm_name          = "${local.name}-edge-errors"
  alarm_description   = "[P1] More than 5 % of what readers ask for ends in a 5xx: the server, the load balancer, or the way there. Runbook: ${var.runbook_url}/edge-errors.md"
  namespace           = "AWS/CloudFront"
  metric_name         = "5xxErrorRate"
  statistic           = "Average"
  dimensions          = { DistributionId = aws_cloudfront_distribution.this.id, Region = "Global" }
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# As infra/server does for the load balancer's.
resource "aws_cloudwatch_metric_alarm" "certificate" {
  provider = aws.us_east_1

  alarm_name          = "${local.name}-edge-certificate"
  alarm_description   = "[P2] The edge's certificate is not being renewed. Runbook: ${var.runbook_url}/certificate-expiry.md"
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  statistic           = "Minimum"
  dimensions          = { CertificateArn = aws_acm_certificate.this.arn }
  comparison_operator = "LessThanThreshold"
  threshold           = 30
  period              = 86400
  evaluation_periods  = 1
  treat_missing_data  = "ignore"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
