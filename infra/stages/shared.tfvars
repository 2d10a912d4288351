# What the stages share: infra/bootstrap.
project   = "conduit"
region    = "us-east-1"
zone_name = "example.com"
stages    = ["dev", "demo", "prod"]

# The repository whose workflows may take the roles. For a repository made after 2026-07-15 add owner_id and
# repository_id (docs/deploy.md says how to find them).
github = { owner = "OWNER", repository = "REPOSITORY" }

dnssec_enabled    = false
access_key_stages = []
