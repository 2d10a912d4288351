"""Starts ministack, with what it lacks of the calls that our roots make.

Each addition below is an answer that AWS gives and ministack 1.5.33 does not; one spares a wait. They change the
emulator only; the Terraform under test is the one that is shipped.
"""

import re

from hypercorn.config import Config
from ministack.services import autoscaling, ec2, ecs, route53


def without_empty_network_configuration(handler):
    """A service on bridge or host networking has no networkConfiguration; the provider crashes on an empty one."""

    def wrapped(data):
        response = handler(data)
        for service in ecs._services.values():
            if not service.get("networkConfiguration"):
                service.pop("networkConfiguration", None)
        return response

    return wrapped


def parsing_prefix_lists(parse):
    """Rules that name a prefix list lose it on the way in,"""

    def wrapped(params, prefix):
        rules = parse(params, prefix)
        for number, rule in enumerate(rules, start=1):
            name = ec2._p(params, f"{prefix}.{number}.PrefixListIds.1.PrefixListId")
            if name and not rule["PrefixListIds"]:
                description = ec2._p(params, f"{prefix}.{number}.PrefixListIds.1.Description")
                rule["PrefixListIds"] = [{"PrefixListId": name, "Description": description or ""}]
        return rules

    return wrapped


def rendering_prefix_lists(render):
    """and on the way out."""

    def wrapped(group, rule, is_egress=False):
        xml = render(group, rule, is_egress)
        for prefix in rule.get("PrefixListIds", []):
            xml = xml.replace("</item>", f"<prefixListId>{prefix['PrefixListId']}</prefixListId></item>")
        return xml

    return wrapped


def without_change_to_wait_for(change_records):
    """Records hold at once here. Told of a change, the provider sleeps half a minute before it asks after it."""

    def wrapped(*arguments):
        status, headers, body = change_records(*arguments)
        return status, headers, re.sub(rb"<ChangeInfo>.*</ChangeInfo>", b"", body, flags=re.DOTALL)

    return wrapped


def filtering_addresses(describe):
    """Addresses are asked for by their tags; it gives all of them."""

    def wrapped(params):
        filters = ec2._parse_filters(params)
        wanted = [name for name in ec2._addresses if ec2._resource_matches_tag_filters(name, filters)]
        named = {f"AllocationId.{number}": [name] for number, name in enumerate(wanted or ["none"], start=1)}
        return describe(named if filters else params)

    return wrapped


def accepted(action):
    """Calls whose effect shows nowhere in the emulator."""
    return lambda params: autoscaling._xml(200, f"{action}Response", f"<{action}Result/>")


for action in ("CreateService", "UpdateService"):
    ecs._ACTION_MAP[action] = without_empty_network_configuration(ecs._ACTION_MAP[action])
for action in ("EnableMetricsCollection", "DisableMetricsCollection", "SetInstanceProtection"):
    autoscaling._ACTION_MAP[action] = accepted(action)
ec2._ACTION_MAP["DescribeAddresses"] = filtering_addresses(ec2._ACTION_MAP["DescribeAddresses"])
route53._change_resource_record_sets = without_change_to_wait_for(route53._change_resource_record_sets)
ec2._parse_ip_permissions = parsing_prefix_lists(ec2._parse_ip_permissions)
ec2._sg_rule_xml = rendering_prefix_lists(ec2._sg_rule_xml)

# Whoever keeps a connection for the shorter time must be the client, and Go's keeps it for 90 s. When hypercorn's time
# ends just as a request arrives it executes the request and drops the answer: the provider then repeats an update whose
# condition has become wrong, and is told 412. AWS answers what it executes.
Config.keep_alive_timeout = property(lambda self: 600, lambda self, seconds: None)

if __name__ == "__main__":
    from ministack.app import main

    main()
