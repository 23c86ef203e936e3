"""Asking WSGI applications, the portal and bare ones, without a network in between."""

import io
import re
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from tests.signing_in import client_for

CSRF_SECRET = "b" * 32
TOKEN = re.compile(rb'(?<=name="csrf" content=")\w+|(?<=name="csrfmiddlewaretoken" value=")\w+')


class Answer(NamedTuple):
    """What an application answered."""

    status: int
    headers: dict
    body: bytes

    @property
    def page(self):
        """The body without the secrets that differ each time."""
        return TOKEN.sub(b"-", self.body)


class Visitor:
    """Somebody's browser: signed in, on one host, over HTTPS behind a proxy."""

    def __init__(self, host, user=None):
        self.host, self.user = host, user
        self.session_key = ""
        cookies = {settings.CSRF_COOKIE_NAME: CSRF_SECRET}
        if user is not None:
            self.session_key = cookies[settings.SESSION_COOKIE_NAME] = (
                client_for(user).cookies[settings.SESSION_COOKIE_NAME].value
            )
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def environ(self, path, data=None, **headers):
        body = urlencode(data or {}).encode()
        path, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.errors": io.StringIO(),
            "wsgi.input": io.BytesIO(body),
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if data is not None else "",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": self.host,
            "HTTP_ORIGIN": f"https://{self.host}",
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_X_CSRFTOKEN": CSRF_SECRET,
            "HTTP_COOKIE": self.cookies,
            "HTTP_ACCEPT": "text/html",
            **headers,
        }


def ask(application, environ):
    """Call an application as a server does."""
    environ["wsgi.input"].seek(0)
    started = {}

    def start_response(status, headers, exc_info=None):
        started.update(status=int(status[:3]), headers=dict(headers))

    chunks = application(environ, start_response)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return Answer(started["status"], started["headers"], body)
