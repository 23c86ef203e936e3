"""A mail server as a process of its own, for the test that kills senders: ``python -m tests.reminders.sink PORT FILE``.

It writes down the identity of each mail before it answers, so that its file knows of every mail that was taken, and
waits a moment before the answer, as a network does.
"""

import asyncio
import re
import sys

from aiosmtpd.controller import UnthreadedController

MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
NETWORK = 0.004


class Journal:
    """Takes everything and writes its identity down."""

    def __init__(self, path):
        self.file = open(path, "ab", buffering=0)  # noqa: SIM115 -- open as long as the process lives

    async def handle_DATA(self, server, session, envelope):
        self.file.write(MESSAGE_ID.search(envelope.content)[1] + b"\n")
        await asyncio.sleep(NETWORK)
        return "250 OK"


def serve(port, path):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = UnthreadedController(Journal(path), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    print("ready", flush=True)
    loop.run_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
