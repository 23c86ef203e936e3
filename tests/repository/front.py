"""The HTTPS proxy that stands in front of the portal, and browsers that come through it.

It is a proxy of both kinds: browsers ask it for a way to the portal's host, which nobody on the network needs to know,
and behind that way it holds a certificate, made for the occasion, and asks the web server as docs/running.md says.
"""

import datetime as dt
import http.client
import ssl
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.repository.composition import HOST

OWN_TO_A_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


def certificate(folder):
    """A file with a certificate of our host that nobody has signed but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    signed = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False).sign(
        key, hashes.SHA256()
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """The web server keeps a log."""


class Way(Quiet):
    """What a browser asks of the proxy: the way to our host. All else is refused, and what is not encrypted remembered."""

    def do_CONNECT(self):
        if self.path == f"{HOST}:443":
            self.send_response(200)
            self.end_headers()
            self.encrypt()
        else:
            self.send_error(403)

    def encrypt(self):
        self.close_connection = True
        # A browser that goes away, or first looks at the certificate, hangs up in the middle.
        with suppress(OSError), self.server.encryption.wrap_socket(self.connection, server_side=True) as encrypted:
            Encrypted(encrypted, self.client_address, self.server)

    def do_GET(self):
        self.server.unencrypted.append(self.path)
        self.send_error(403)

    def do_POST(self):
        self.do_GET()


class Encrypted(Quiet):
    """One encrypted connection: every request is handed to the web server, and its answer handed back."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        passed_on = {name: value for name, value in self.headers.items() if name.lower() not in OWN_TO_A_CONNECTION}
        passed_on |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0]}
        web = http.client.HTTPConnection("127.0.0.1", self.server.web_port, timeout=30)
        try:
            web.request(self.command, self.path, body or None, passed_on)
            answer = web.getresponse()
            self.hand_back(answer, answer.read())
        finally:
            web.close()

    def do_POST(self):
        self.do_GET()

    def hand_back(self, answer, content):
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OWN_TO_A_CONNECTION:
                self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Front(ThreadingHTTPServer):
    """The proxy, before the web server at ``web_port``, while the block lasts."""

    def __init__(self, web_port, folder):
        super().__init__(("127.0.0.1", 0), Way)
        self.web_port, self.unencrypted = web_port, []
        self.encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.encryption.load_cert_chain(certificate(folder))

    def __enter__(self):
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @contextmanager
    def visitor(self, browser, complaints):
        """A page in a browser of somebody's own; what it says against the portal's pages is added to ``complaints``."""
        context = browser.new_context(
            base_url=f"https://{HOST}",
            proxy={"server": f"http://127.0.0.1:{self.server_port}"},
            ignore_https_errors=True,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        try:
            yield page
        finally:
            context.close()
