# Who in GitHub may become what. Per stage:
#   plan        pull requests (dev) and the nightly drift run: read settings and state, write nothing
#   deploy      the environment <stage>: replace image and client files of that stage
#   provision   the environment <stage>-infra: create and destroy that stage
# Approvals are set on the GitHub environments; the token names the environment only after they are given.

resource "aws_iam_openid_connect_provider" "github" {
  count = var.oidc_provider_create ? 1 : 0

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  oidc_host = "token.actions.githubusercontent.com"
  oidc_arn  = "arn:${local.partition}:iam::${local.account_id}:oidc-provider/${local.oidc_host}"

  repository = (var.github.owner_id == ""
    ? "repo:${var.github.owner}/${var.github.repository}"
    : "repo:${var.github.owner}@${var.github.owner_id}/${var.github.repository}@${var.github.repository_id}"
  )

  jobs = ["plan", "deploy", "provision"]
  roles = {
    for pair in setproduct(var.stages, local.jobs) : "${pair[0]}-${pair[1]}" => { stage = pair[0], job = pair[1] }
  }

  subjects = {
    for key, role in local.roles : key => {
      # A plan reads the state. Pull requests get that of dev alone; the others are planned from the reviewed branch.
      plan = concat(
        ["${local.repository}:ref:refs/heads/${var.default_branch}"],
        role.stage == "dev" ? ["${local.repository}:pull_request"] : [],
      )
      deploy    = ["${local.repository}:environment:${role.stage}"]
      provision = ["${local.repository}:environment:${role.stage}-infra"]
    }[role.job]
  }

  documents = merge(
    { for stage in var.stages : "${stage}-plan" => local.plan_policy[stage] },
    { for stage in var.stages : "${stage}-deploy" => local.deploy_policy[stage] },
    { for stage in var.stages : "${stage}-provision" => local.provision_policy[stage] },
  )
}

resource "aws_iam_role" "github" {
  for_each = local.roles

  name                 = "${var.project}-${each.value.stage}-${each.value.job}"
  description          = "GitHub Actions: ${each.value.job} of ${each.value.stage}"
  path                 = "/${var.project}/ci/" # not the stage's path: a stage must not change its own deployers
  max_session_duration = each.value.job == "provision" ? 7200 : 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ThisRepositoryOnly"
      Effect    = "Allow"
      Principal = { Federated = local.oidc_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.oidc_host}:aud" = "sts.amazonaws.com"
          "${local.oidc_host}:sub" = local.subjects[each.key]
        }
      }
    }]
  })

  depends_on = [aws_iam_openid_connect_provider.github]
}

resource "aws_iam_policy" "github" {
  for_each = local.roles

  name        = "${var.project}-${each.value.stage}-${each.value.job}"
  description = "What ${each.value.job} of ${each.value.stage} may do"
  path        = "/${var.project}/ci/"
  policy      = jsonencode(local.documents[each.key])
}

resource "aws_iam_role_policy_attachment" "github" {
  for_each = local.roles

  role       = aws_iam_role.github[each.key].name
  policy_arn = aws_iam_policy.github[each.key].arn
}

# Describing the account's resources: AWS's list, no contents; plan_policy.tf and provision_policy.tf add to it.
resource "aws_iam_role_policy_attachment" "view" {
  for_each = { for key, role in local.roles : key => role if role.job != "deploy" }

  role       = aws_iam_role.github[each.key].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/job-function/ViewOnlyAccess"
}
