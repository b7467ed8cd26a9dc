"""Shows the attacks in a TOML file to the server of oauthlib, as the file says.

Argument: the file. Prints a line for each attack: "refuses" or "accepts", a tab, and its name.
"""

import sys
import time
import tomllib

from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint

time.time = lambda: 1700000000
SECRETS = {
    "client-id": "client-secret",
    "other-id": "other-secret",
    "token-id": "token-secret",
    "other-token": "other-token-secret",
    "rsa-token": "rsa-token-secret",
}
OWNERS = {"token-id": "client-id", "other-token": "other-id", "rsa-token": "rsa-id"}


class Validator(RequestValidator):
    """Knows the clients and tokens of the file, and remembers nonces."""

    allowed_signature_methods = ("HMAC-SHA1", "HMAC-SHA256")
    timestamp_lifetime = 300
    dummy_client = "dummy-client"

    def __init__(self):
        super().__init__()
        self.used = set()

    def check_client_key(self, client_key):
        return True

    check_nonce = check_access_token = check_request_token = check_client_key

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, request, **tokens):
        claim = (client_key, timestamp, nonce, tokens.get("access_token"))
        is_new = claim not in self.used
        self.used.add(claim)
        return is_new

    def validate_client_key(self, client_key, request):
        return client_key in SECRETS

    def validate_access_token(self, client_key, token, request):
        return OWNERS.get(token) == client_key

    def get_client_secret(self, client_key, request):
        return SECRETS.get(client_key, "no client has this")

    def get_access_token_secret(self, client_key, token, request):
        return SECRETS.get(token, "no token has this")


def changed(text, attack):
    signature = text.split('oauth_signature="')[1].split('"')[0]
    for change in attack:
        if not change.startswith("oauthlib "):
            old, new = change.split(" => ", 1)
            old = signature if old == "signature" else old
            assert old in text, old
            text = text.replace(old, new, 1)
    return text


def accepts(endpoint, text):
    head, body = text.split("\n\n", 1)
    first, *lines = head.split("\n")
    method, target, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    uri = "https://" + headers["Host"] + target
    try:
        valid, request = endpoint.validate_request(uri, method, body or None, headers)
    except ValueError:  # of values that are no numbers, or of a query
        return False
    # A server that uses oauthlib asks for a token itself: this endpoint does not need one.
    return bool(valid and request.resource_owner_key) and OWNERS.get(
        request.resource_owner_key
    ) == request.client_key


with open(sys.argv[1], "rb") as file:
    table = tomllib.load(file)
for group in table["class"]:
    original = table["request"][group["request"]]
    for name, *attack in group["attacks"]:
        endpoint = SignatureOnlyEndpoint(Validator())
        if group.get("after_the_request"):
            assert accepts(endpoint, original), group["name"]
        verdict = accepts(endpoint, changed(original, attack))
        assert accepts(SignatureOnlyEndpoint(Validator()), original), group["name"]
        print("accepts" if verdict else "refuses", group["name"] + ": " + name, sep="\t")
