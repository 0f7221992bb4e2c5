"""The part of CloudFormation's functions that can be worked out before deployment: parameters and conditions."""

import re
from collections.abc import Mapping
from typing import Any

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9:.]+)\}")


class Resolver:
    """Replaces `Ref` of parameters, `Fn::If` and `Fn::Sub` where their values are known; leaves everything else."""

    def __init__(self, values: Mapping[str, str], conditions: Mapping[str, Any]) -> None:
        """`values` are the parameters', `conditions` the template's section."""
        self._values = values
        self._conditions = conditions

    def resolve(self, value: Any) -> Any:
        """`value` with everything worked out that can be."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref":
                return self._values.get(argument, value)
            if name == "Fn::If":
                condition, yes, no = argument
                return self.resolve(yes if self.holds({"Condition": condition}) else no)
            if name == "Fn::Sub" and isinstance(argument, str):
                return self._substitute(argument)
        return {key: self.resolve(item) for key, item in value.items()}

    def holds(self, condition: Any) -> bool:
        """Whether a condition of the template is true."""
        (name, argument), *_ = condition.items()
        match name:
            case "Condition":
                return self.holds(self._conditions[argument])
            case "Fn::Not":
                return not self.holds(argument[0])
            case "Fn::And":
                return all(self.holds(item) for item in argument)
            case "Fn::Or":
                return any(self.holds(item) for item in argument)
            case "Fn::Equals":
                left, right = (self.resolve(item) for item in argument)
                return str(left) == str(right)
        raise ValueError(f"{name} is not a condition")

    def _substitute(self, text: str) -> Any:
        names = set(_VARIABLE.findall(text))
        if not names <= self._values.keys():
            return {"Fn::Sub": text}
        return _VARIABLE.sub(lambda match: self._values[match[1]], text)


def logical_id(reference: Any) -> str:
    """The resource that `!Ref X`, `!GetAtt X.Arn` or an integration's `!Sub` points to.

    Raises ValueError for anything else.
    """
    match reference:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)}:
            if found := re.search(r"\$\{(\w+)\.Arn\}", text):
                return found[1]
    raise ValueError(f"not a reference to a resource of the template: {reference}")
