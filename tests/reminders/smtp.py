"""A mail server in this process, which keeps what it takes and can be told to misbehave."""

import asyncio
import socket
from email import message_from_bytes, policy
from typing import NamedTuple

from aiosmtpd.controller import Controller


class Received(NamedTuple):
    """One mail that was taken."""

    to: list[str]
    mail: object

    @property
    def message_id(self):
        return self.mail["Message-ID"]


class Sink:
    """What the server does: takes everything, unless ``answers`` or ``refused`` say otherwise.

    ``answers`` are used up one by one, each a reply to a mail ("451 later"), "drop" (take it, and hang up instead of
    answering) or "take".
    """

    def __init__(self):
        self.received = []
        self.answers = []
        self.refused = {}
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "take"
        if answer[0].isdigit():
            return answer
        self.received.append(
            Received(list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.default))
        )
        if answer == "drop":
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 OK"

    def subjects(self):
        return [received.mail["Subject"] for received in self.received]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """The sink, listening on a free port of this machine while the block lasts."""

    def __init__(self):
        self.sink = Sink()
        self.port = free_port()
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()
