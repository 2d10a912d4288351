# For a GitHub that cannot speak OIDC: a user per stage with what the deploy role may do. Whoever makes its key puts it
# straight into the GitHub secrets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; Terraform never sees it.
resource "aws_iam_group" "deploy" {
  for_each = var.access_key_stages

  name = "${var.project}-${each.value}-deploy"
  path = "/${var.project}/ci/"
}

resource "aws_iam_group_policy_attachment" "deploy" {
  for_each = var.access_key_stages

  group      = aws_iam_group.deploy[each.value].name
  policy_arn = aws_iam_policy.github["${each.value}-deploy"].arn
}

resource "aws_iam_user" "deploy" {
  for_each = var.access_key_stages

  name          = "${var.project}-${each.value}-deploy"
  path          = "/${var.project}/ci/"
  force_destroy = true # its keys are made outside
}

resource "aws_iam_user_group_membership" "deploy" {
  for_each = var.access_key_stages

  user   = aws_iam_user.deploy[each.value].name
  groups = [aws_iam_group.deploy[each.value].name]
}
