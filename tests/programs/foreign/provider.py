"""Gets, renews and revokes a token of the example provider with requests_oauthlib.

Arguments: origin of the provider, "renew", "expire" or "password". It prints the status of each
step and the problem in the response, if there is one.
"""

import re
import sys
import time

import requests
from oauthlib.oauth1 import Client
from requests_oauthlib import OAuth1Session

origin, kind = sys.argv[1:]
key, secret = "printer", "printer-secret"


class WithHandle(Client):
    """Signs the session handle with the other protocol parameters."""

    handle = None

    def get_oauth_params(self, request):
        return super().get_oauth_params(request) + [("oauth_session_handle", self.handle)]


def session(token=None, **more):
    pair = [(token or {}).get(name) for name in ("oauth_token", "oauth_token_secret")]
    return OAuth1Session(key, secret, *pair, **more)


def report(step, response):
    challenge = response.headers.get("www-authenticate", "")
    problem = re.search('oauth_problem="?([a-z_]+)', challenge)
    print(step, response.status_code, problem.group(1) if problem else "-", flush=True)
    return dict(pair.split("=", 1) for pair in response.text.split("&") if "=" in pair)


def use(step, token):
    report(step, session(token).get(origin + "/resource?size=original"))


if kind == "password":
    def log_in(step, password, **more):
        form = {"x_auth_mode": "client_auth", "x_auth_username": "john"}
        form["x_auth_password"] = password
        return report(step, session(**more).post(origin + "/token", data=form))

    log_in("wrong", "x")
    use("use", log_in("right", "john's pass+word & more"))
    use("use", log_in("in the form", "john's pass+word & more", signature_type="body"))
    sys.exit()

first = OAuth1Session(key, secret, callback_uri="oob")
temporary = first.fetch_request_token(origin + "/initiate")
page = f"{origin}/authorize?oauth_token={temporary['oauth_token']}&auto=1"
pin = requests.get(page).text
second = session(temporary, verifier=pin)
old = second.fetch_access_token(origin + "/token")
use("use", old)

if kind == "expire":
    time.sleep(6)
    use("expired", old)
    WithHandle.handle = old["oauth_session_handle"]
    use("use", report("renew", session(old, client_class=WithHandle).post(origin + "/token")))
    sys.exit()

WithHandle.handle = "guess"
report("guess", session(old, client_class=WithHandle).post(origin + "/token"))
WithHandle.handle = old["oauth_session_handle"]
new = report("renew", session(old, client_class=WithHandle).post(origin + "/token"))
use("use", new)
use("old", old)
form = {"oauth_session_handle": new["oauth_session_handle"]}
in_form = session(new, signature_type="body")
newer = report("in the form", in_form.post(origin + "/token", data=form))
use("use", newer)

wrong = dict(newer, oauth_token_secret="wrong")
report("wrong", session(wrong).post(origin + "/revoke"))
report("get", session(newer).get(origin + "/revoke"))
use("use", newer)
report("revoke", session(newer).post(origin + "/revoke"))
use("revoked", newer)
report("renew", session(newer, client_class=WithHandle).post(origin + "/token"))
