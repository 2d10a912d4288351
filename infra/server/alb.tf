resource "aws_lb" "this" {
  name                       = "${local.name}-alb"
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = [for subnet in aws_subnet.public : subnet.id]
  security_groups            = [aws_security_group.alb.id]
  idle_timeout               = var.timing.idle
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = var.protect

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "alb"
    enabled = true
  }

  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_target_group" "server" {
  name                          = "${local.name}-server"
  vpc_id                        = aws_vpc.this.id
  target_type                   = "instance" # bridge networking
  protocol                      = "HTTP"
  port                          = var.service_port # each task registers its own port
  deregistration_delay          = local.deregistration_seconds
  load_balancing_algorithm_type = "least_outstanding_requests"

  health_check {
    path                = "/readyz"
    protocol            = "HTTP"
    port                = "traffic-port"
    interval            = local.health_check_interval_seconds
    timeout             = local.health_check_timeout_seconds
    healthy_threshold   = local.health_check_threshold
    unhealthy_threshold = local.health_check_threshold

    # The server answers 200 or 503 and never 404; the placeholder image knows no /readyz and answers 404.
    # A rule that changed with the first deploy would make every later plan differ from what runs.
    matcher = "200,404"
  }
}

# Nothing listens on 80: CloudFront speaks HTTPS to its origin, and nobody else is let in.
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.origin.certificate_arn

  # CloudFront's addresses are shared by all its customers: without our secret, no answer.
  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Forbidden"
      status_code  = "403"
    }
  }
}

resource "aws_lb_listener_rule" "from_our_edge" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10

  condition {
    http_header {
      http_header_name = "X-Origin-Secret"
      values           = values(local.origin_secrets)
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.server.arn
  }
}
