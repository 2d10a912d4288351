# One distribution, two origins. What the server answers is listed in server_paths; all else is a file in the bucket.
# There is no custom error response: it would hold for every behaviour and turn the API's own 404 into a page.

locals {
  files_origin  = "files"
  server_origin = "server"
}

resource "aws_cloudfront_origin_access_control" "files" {
  name                              = "${local.name}-files"
  description                       = "Signs requests to the client's bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_function" "deep_links" {
  name    = "${local.name}-deep-links"
  runtime = "cloudfront-js-2.0"
  comment = "Client routes to index.html"
  publish = true
  code    = file("${path.module}/deep_links.js")
}

resource "aws_cloudfront_distribution" "this" {
  comment         = local.name
  enabled         = true
  aliases         = [var.hostname]
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = var.price_class
  web_acl_id      = var.waf_enabled ? aws_wafv2_web_acl.this[0].arn : null

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.this.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  origin {
    origin_id                = local.files_origin
    domain_name              = aws_s3_bucket.client.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.files.id
  }

  origin {
    origin_id           = local.server_origin
    domain_name         = local.origin_name # the load balancer's certificate holds this name
    connection_attempts = 2
    connection_timeout  = 5

    custom_origin_config {
      http_port                = 80 # required by the API, never used
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_keepalive_timeout = 55 # below the load balancer's 60, so that CloudFront closes first
      origin_read_timeout      = 30
    }

    custom_header {
      name  = "X-Origin-Secret"
      value = data.aws_secretsmanager_secret_version.origin.secret_string
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = var.server_paths

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = local.server_origin
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ordered_cache_behavior.value == "/api/*" ? ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"] : ["GET", "HEAD", "OPTIONS"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = aws_cloudfront_cache_policy.server.id
      origin_request_policy_id   = aws_cloudfront_origin_request_policy.server.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    }
  }

  # Hashed files exist or not: no rewriting, so a missing one is a 404 and not a page of HTML.
  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = local.files_origin
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.files.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  default_cache_behavior {
    target_origin_id           = local.files_origin
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.files.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.deep_links.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}
