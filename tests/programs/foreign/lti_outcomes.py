"""An outcome service of an LMS. It checks a request with oauthlib and reads it with lti.

Arguments: key, secret. It prints its URL, then what it read as a JSON object.
"""

import base64
import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from lti.outcome_request import OutcomeRequest
from lti.outcome_response import OutcomeResponse
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint

key, secret = sys.argv[1:]


class Validator(RequestValidator):
    enforce_ssl = False
    client_key_length = nonce_length = (1, 100)
    safe_characters = set(map(chr, range(32, 127)))
    dummy_client = "dummy"

    def validate_client_key(self, client_key, request):
        return client_key == key

    def get_client_secret(self, client_key, request):
        return secret

    def validate_timestamp_and_nonce(self, *arguments, **more):
        return True


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = dict(self.headers.items())
        endpoint = SignatureOnlyEndpoint(Validator())
        is_valid, request = endpoint.validate_request(url, "POST", body.decode(), headers)
        hashed = base64.b64encode(hashlib.sha1(body).digest()).decode()
        parameters = dict(request.params) if is_valid else {}
        outcome = OutcomeRequest()
        outcome.process_xml(body)
        print(json.dumps({
            "is_valid": is_valid,
            "hash_is_right": parameters.get("oauth_body_hash") == hashed,
            "content_type": self.headers["content-type"],
            "operation": outcome.operation,
            "sourced_id": str(outcome.lis_result_sourcedid),
            "score": outcome.score,
        }), flush=True)
        response = OutcomeResponse(
            request_type="replaceResult", operation="replaceResult", code_major="success",
            severity="status", message_ref_identifier=outcome.message_identifier,
        ).generate_response_xml()
        self.send_response(200)
        self.send_header("content-type", "application/xml")
        self.send_header("content-length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Service)
url = f"http://127.0.0.1:{server.server_port}/outcomes?course=7"
print(url, flush=True)
server.handle_request()
