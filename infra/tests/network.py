"""Reachability, from the security-group rules of a plan."""

PLACES = {"aws_ec2_managed_prefix_list.cloudfront": "cloudfront", "aws_vpc_endpoint.s3": "s3"}


def edges(plan):
    """(from, to, first port, last port) as each side allows it: the path is open where both do."""
    out, into = set(), set()
    for address, rule in plan.resources.items():
        kind, name = address.split(".")[0], address.split("[")[0]
        if kind not in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"):
            continue
        (group,) = groups(plan, name, "security_group_id")
        other = peer(plan, name, rule)
        ports = (rule["from_port"], rule["to_port"])
        if kind.endswith("ingress_rule"):
            into.add((other, group, *ports))
        else:
            out.add((group, other, *ports))
    return out, into


def groups(plan, address, attribute):
    return {reference.split(".")[1] for reference in plan.references(address, attribute)}


def peer(plan, address, rule):
    if group := groups(plan, address, "referenced_security_group_id"):
        return group.pop()
    if prefix := plan.references(address, "prefix_list_id"):
        return PLACES[prefix.pop().removeprefix("data.")]
    return rule["cidr_ipv4"] or rule["cidr_ipv6"]


def open_paths(plan):
    """Paths between our own groups count when both sides allow them; outer places have no side of ours."""
    out, into = edges(plan)
    ours = {address.split(".")[1] for address in plan.resources if address.startswith("aws_security_group.")}
    paths = out & into
    paths |= {edge for edge in out if edge[1] not in ours}
    paths |= {edge for edge in into if edge[0] not in ours}
    one_sided = {edge for edge in out ^ into if edge[0] in ours and edge[1] in ours}
    return paths, one_sided
