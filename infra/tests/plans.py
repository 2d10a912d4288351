"""A Terraform plan as something to ask questions of."""

import json


class Plan:
    def __init__(self, data):
        self.data = data
        self.resources = {r["address"]: r.get("values", {}) for r in data["planned_values"]["root_module"].get("resources", [])}
        self.configuration = {r["address"]: r for r in data["configuration"]["root_module"]["resources"]}
        self.changes = {change["address"]: change["change"] for change in data.get("resource_changes", [])}

    def __getitem__(self, address):
        return self.resources[address]

    def of_type(self, kind):
        return {address: values for address, values in self.resources.items() if address.startswith(kind + ".")}

    def references(self, address, attribute):
        """Resources that an attribute is taken from, as configured: known even where the value is not."""
        expression = self.configuration[address]["expressions"].get(attribute, {})
        return {".".join(r.split(".")[: 3 if r.startswith("data.") else 2]) for r in expression.get("references", [])}

    def container(self, address="aws_ecs_task_definition.server"):
        """The container definition; unknown while a plan still has to learn part of it."""
        definitions = self[address].get("container_definitions")
        return json.loads(definitions)[0] if definitions else None

    def policies(self):
        """Every IAM policy that the plan knows in full."""
        for address, values in self.resources.items():
            for attribute in ("policy", "assume_role_policy"):
                if values.get(attribute):
                    yield address, attribute, json.loads(values[attribute])
