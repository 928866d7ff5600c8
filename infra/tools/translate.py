"""Prints what the SAM transform makes of a template, as JSON, with a made-up place for the code. Nothing is called."""

import json
import os
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """No function of the template names a managed policy by its short name, so none is looked up."""

    def load(self):
        return {}


# The transform asks for the region's partition.
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://example-code/bootstrap.zip"
json.dump(transform(template, {}, NoManagedPolicies()), sys.stdout, indent=1)
