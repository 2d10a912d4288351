# Caching rules of the edge, in two pairs. The test: could two readers with the same key deserve different answers?

# Files: the path says it all. How long is said by each object's Cache-Control, which the deploy sets; an object
# without one is not kept.
resource "aws_cloudfront_cache_policy" "files" {
  name        = "${local.name}-files"
  comment     = "Client files: key is the path"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 31536000

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

# Server: the token is part of the key, so that one reader's answer can never be another's even if the server forgot
# its private, no-store; the whole query is, so that page two is not page one; Origin is, because CORS answers differ.
# How long is said by s-maxage alone, five minutes at most.
resource "aws_cloudfront_cache_policy" "server" {
  name        = "${local.name}-server"
  comment     = "Server answers: key is path, query, token and origin"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 300

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "whitelist"

      headers {
        items = ["Authorization", "Origin"]
      }
    }

    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

# What else the server sees. Not Host: the load balancer's certificate and rule know only the origin's name. Not the
# headers by which a reader could speak for a proxy; CloudFront adds X-Forwarded-For itself.
resource "aws_cloudfront_origin_request_policy" "server" {
  name    = "${local.name}-server"
  comment = "Everything but Host, cookies and forged proxy headers"

  cookies_config {
    cookie_behavior = "none"
  }

  headers_config {
    header_behavior = "allExcept"

    headers {
      items = ["Host", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Original-URL", "X-Rewrite-URL"]
    }
  }

  query_strings_config {
    query_string_behavior = "all"
  }
}

# Same headers as the server sends. What the origin said stands (override = false); files from the bucket say nothing.
resource "aws_cloudfront_response_headers_policy" "this" {
  name    = "${local.name}-security"
  comment = "Security headers"

  security_headers_config {
    content_security_policy {
      override = false
      content_security_policy = join("; ", [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' https: data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types conduit-html",
      ])
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = false
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = false
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = false # other names of the zone are not ours to bind
      preload                    = false
      override                   = true
    }
  }

  custom_headers_config {
    items {
      header   = "Cross-Origin-Opener-Policy"
      value    = "same-origin"
      override = false
    }

    items {
      header   = "Permissions-Policy"
      value    = "camera=(), geolocation=(), microphone=()"
      override = false
    }
  }
}
