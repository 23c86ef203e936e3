"""A mail server as a process of its own, which takes everything and keeps nothing: ``python -m tests.benchmarks.sink PORT``."""

import asyncio
import sys

from aiosmtpd.controller import UnthreadedController


class Nowhere:
    """Takes every mail."""

    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


def serve(port):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    UnthreadedController(Nowhere(), hostname="127.0.0.1", port=port, loop=loop).begin()
    loop.run_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
