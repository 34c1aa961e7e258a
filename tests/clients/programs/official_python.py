"""Does with the official Python client what stdin says: a line of JSON with the route, then one for each task: a login,
and operations with arguments. Answers each task with a line.
"""

import functools
import json
import sys

from bravado.exception import HTTPError
from callfire.client import CallfireClient


def main():
    route = json.loads(sys.stdin.readline())
    client = functools.cache(lambda login, password: made(route, login, password))
    for line in sys.stdin:
        task = json.loads(line)
        results = [done(client(*task["login"]), operation, arguments) for operation, arguments in task["steps"]]
        print(json.dumps(results), flush=True)


def made(route, login, password):
    match route["by"]:
        case "environment":
            return CallfireClient(login, password)
        case "option":
            return CallfireClient(login, password, {"proxies": {"https": route["proxy"]}})
        case "address":

            class LocalClient(CallfireClient):
                @staticmethod
                def swagger_url():
                    return f"http://{route['host']}/v2/api-docs/swagger.json"

            client = LocalClient(login, password)
            client.http_client.set_basic_auth(route["host"], login, password)
            return client
        case "name":

            class NamedClient(CallfireClient):
                @staticmethod
                def swagger_url():
                    return "http://api.callfire.com/v2/api-docs/swagger.json"

            return NamedClient(login, password, {"proxies": {"http": route["proxy"]}})


def done(client, operation, arguments):
    tag, name = operation.split(".")
    try:
        return {"result": plain(getattr(getattr(client, tag), name)(**arguments).result())}
    except HTTPError as error:
        # of 500 and above it makes no object: what they say is in the answer alone
        told = plain(getattr(error, "swagger_result", None)) or error.response.json()
        return {"status": error.response.status_code, "message": told.get("message")}


def plain(value):
    if isinstance(value, list):
        return [plain(each) for each in value]
    if hasattr(value, "_as_dict"):
        value = value._as_dict()
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if each is not None}
    return value


main()
