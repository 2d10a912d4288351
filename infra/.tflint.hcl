config {
  call_module_type = "none"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# One file per concern: outputs and variables are where they belong, there is no main.tf to hold the rest.
rule "terraform_standard_module_structure" {
  enabled = false
}
