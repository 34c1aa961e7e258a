"""Does with python-callfire what stdin says: a line of JSON with the route, then one for each task: a login, and
operations with arguments. Answers each task with a line.
"""

import json
import re
import sys

from callfire import CallFireAPI, CallFireError


def main():
    CallFireAPI.BASE_URL = f"http://{json.loads(sys.stdin.readline())['host']}/v2"
    for line in sys.stdin:
        task = json.loads(line)
        client = CallFireAPI(*task["login"])
        results = [done(client, operation, arguments) for operation, arguments in task["steps"]]
        print(json.dumps(results), flush=True)


def done(client, operation, arguments):
    name = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), operation.split(".")[1])
    given = {"body": arguments["body"]} if "body" in arguments else {}
    path = [arguments[each] for each in ("id", "resource") if each in arguments]
    query = {key: value for key, value in arguments.items() if key not in ("body", "id", "resource")}
    if query:
        given["query"] = query
    try:
        answer = getattr(client, name)(*path, **given)
        content = answer.read()
        return {"result": json.loads(content) if content else None}
    except CallFireError as error:
        told = re.search(r"b'(\{.*\})'$", str(error)) or re.search(r'b"(\{.*\})"$', str(error))
        message = json.loads(told[1].encode().decode("unicode_escape"))["message"] if told else None
        return {"status": error.wrapped_exc.code, "message": message}


main()
