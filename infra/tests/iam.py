"""Evaluates IAM policies, as far as ours go: what is not understood is an error, not a guess."""

import re
from functools import cache


@cache
def matcher(pattern):
    return re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern) + r"\Z", re.S)


def as_list(value):
    return value if isinstance(value, list) else [value]


def like(pattern, value, fold=False):
    return bool(matcher(pattern.lower() if fold else pattern).match(value.lower() if fold else value))


OPERATORS = {
    "StringEquals": lambda wanted, value: value in wanted,
    "ArnEquals": lambda wanted, value: any(like(w, value) for w in wanted),
    "ArnLike": lambda wanted, value: any(like(w, value) for w in wanted),
    "Bool": lambda wanted, value: value in wanted,
}


def holds(condition, context):
    for operator, pairs in condition.items():
        for key, wanted in pairs.items():
            value, wanted = context.get(key), as_list(wanted)
            if operator == "Null":
                if (value is None) != (wanted == ["true"]):
                    return False
            elif operator == "StringNotEquals":
                if value in wanted:  # holds where the key is missing, as in IAM
                    return False
            elif value is None or not OPERATORS[operator](wanted, value):
                return False
    return True


def applies(statement, action, resource, context):
    assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys(), "vacuous forms are not ours"
    return (
        any(like(pattern, action, fold=True) for pattern in as_list(statement["Action"]))
        and any(like(pattern, resource) for pattern in as_list(statement.get("Resource", "*")))
        and holds(statement.get("Condition", {}), context)
    )


def allowed(policies, action, resource, **context):
    """Does one of the policies allow the call, and none deny it?"""
    context = {key.replace("__", ":"): value for key, value in context.items()}
    verdicts = {
        statement["Effect"]
        for policy in as_list(policies)
        for statement in as_list(policy["Statement"])
        if applies(statement, action, resource, context)
    }
    return verdicts == {"Allow"}
