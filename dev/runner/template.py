"""template.yaml → CloudFormation: CloudFormation's tags for YAML, then AWS's own SAM transform, without an account."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__)
_DUMMY_CODE = "s3://local/code.zip"
# SAM properties that hold a path of this checkout; the transform wants an address in S3.
_CODE_PROPERTIES = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


class _Loader(yaml.SafeLoader):
    """SafeLoader that also knows `!Ref`, `!Sub`, `!GetAtt` and the other short forms."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if tag == "GetAtt":
            value = str(value).split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


_Loader.add_multi_constructor("!", _intrinsic)


def load_template(path: Path) -> dict[str, Any]:
    """The template as plain dicts and lists, short forms written out."""
    template = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  _Loader is a SafeLoader
    assert isinstance(template, dict)
    return template


def parameter_values(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """A value for each parameter: the given one, else its default. A parameter without both is left out."""
    values = {}
    for name, parameter in template.get("Parameters", {}).items():
        value = given.get(name, parameter.get("Default"))
        if value is not None:
            values[name] = str(value)
    return values


def code_folders(template: Mapping[str, Any]) -> dict[str, str]:
    """Logical id of each SAM function → its folder relative to the template."""
    return {
        name: str(resource["Properties"]["CodeUri"])
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def translate(template: dict[str, Any], values: Mapping[str, str], region: str = "us-east-1") -> dict[str, Any]:
    """The CloudFormation template that SAM makes of `template`, which is changed on the way.

    Raises samtranslator's InvalidDocumentException.
    """
    # Half a second of imports: only who translates pays for them.
    import boto3
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    for resource in template["Resources"].values():
        if name := _CODE_PROPERTIES.get(resource["Type"]):
            resource["Properties"][name] = _DUMMY_CODE
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=region))
    result = translator.translate(template, parameter_values=dict(values))
    assert isinstance(result, dict)
    return result
