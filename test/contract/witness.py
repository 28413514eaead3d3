"""Calls boto3, the witness of the contract suite: a line of JSON in, a line of JSON out, until there are no more."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

clients = {}


def call(service, method, arguments):
    if service not in clients:
        clients[service] = boto3.client(service)
    client = clients[service]
    if client.can_paginate(method):
        return client.get_paginator(method).paginate(**arguments).build_full_result()
    output = getattr(client, method)(**arguments)
    output.pop("ResponseMetadata", None)
    if hasattr(output.get("Body"), "read"):
        output["Body"] = output["Body"].read().decode()
    return output


for line in sys.stdin:
    try:
        answer = {"output": call(*json.loads(line))}
    except ClientError as error:
        answer = {"error": error.response["Error"]["Code"]}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer, default=lambda value: value.isoformat()), flush=True)
