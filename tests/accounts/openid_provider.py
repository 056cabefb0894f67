"""A provider of OpenID Connect on loopback: real HTTP, discovery, PKCE, and tokens signed with a real key."""

import base64
import hashlib
import json
import secrets
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "assess-your-force", "a secret of the tests"


class Provider:
    """Knows `people` by name, each with what the token and the page about them say; `lies` change every token."""

    def __init__(self, port: int = 0):
        self.people: dict[str, dict] = {}
        self.lies: dict = {}
        self.key = self.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, tuple[str, dict[str, str]]] = {}
        self.tokens: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", port), type("Asked", (Answer,), {"provider": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def discovery(self) -> dict:
        parts = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
            **{f"{name}_endpoint": f"{self.url}/{path}" for name, path in parts.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def consent(self, person: str, asked: dict[str, str]) -> str:
        """Return the address to which a person goes back who signed in here."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = (person, asked)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent: dict[str, str]) -> tuple[int, dict]:
        """Return a status and the tokens; a 400 for another client, a used code, or a wrong verifier."""
        person, asked = self.codes.pop(sent.get("code", ""), (None, {}))
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        is_right = (
            (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
            and asked.get("redirect_uri") == sent.get("redirect_uri")
            and asked.get("code_challenge") == base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        )
        if person is None or not is_right:
            return 400, {"error": "invalid_grant"}
        now, access = int(time.time()), secrets.token_urlsafe(16)
        self.tokens[access] = person
        said = {"iss": self.url, "aud": CLIENT, "sub": person, "iat": now, "exp": now + 300, **self.people[person]}
        signed = jwt.encode(said | self.lies, self.signs_with, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class Answer(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        asked = urlsplit(self.path)
        if asked.path == "/.well-known/openid-configuration":
            self.say(200, self.provider.discovery())
        elif asked.path == "/keys":
            self.say(200, self.provider.keys())
        elif asked.path == "/userinfo":
            person = self.provider.tokens.get(self.headers["Authorization"].removeprefix("Bearer "))
            # As with Entra ID, groups and how somebody signed in are in the token alone.
            told = {
                name: value for name, value in self.provider.people[person].items() if name not in {"groups", "amr"}
            }
            self.say(200, {"sub": person, **told})
        elif asked.path == "/authorize":
            buttons = "".join(
                f'<button name="person" value="{escape(each)}">{escape(each)}</button>' for each in self.provider.people
            )
            head = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Who are you?</title>'
            self.say(200, f'{head}<form method="post">{buttons}</form>')
        else:
            self.say(404, "<title>Nothing is here</title>")

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(sent).items()}
        if self.path == "/token":
            self.say(*self.provider.exchange(fields))
            return
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.send_response(302)
        self.send_header("Location", self.provider.consent(fields["person"], asked))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def say(self, status: int, told: dict | str) -> None:
        body = (told if isinstance(told, str) else json.dumps(told)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(told, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing on the terminal."""
