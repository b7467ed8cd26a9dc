"""Signs a launch with the library lti, as an LMS does, and prints the form.

Arguments: URL, key, secret, fields as a JSON object, timestamp (empty: now).
"""

import json
import sys

from lti import ToolConsumer

url, key, secret, fields, timestamp = sys.argv[1:]
consumer = ToolConsumer(key, secret, launch_url=url, params=json.loads(fields))
extra = {"callback_uri": "about:blank"}
if timestamp:
    extra["timestamp"] = timestamp
request = consumer.generate_launch_request(**extra)
print(request.body if isinstance(request.body, str) else request.body.decode())
