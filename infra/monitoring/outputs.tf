output "dashboard_url" {
  description = "Dashboard of the stage."
  value       = "https://app.${var.datadog.site}${datadog_dashboard_json.this.url}"
}
