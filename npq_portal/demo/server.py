"""The whole portal in one process: web server, Celery worker and beat, with the broker in memory."""

import logging
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from celery.beat import EmbeddedService
from celery.worker import WorkController, state
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from npq_portal.celery import app

HOST = "127.0.0.1"
SECONDS_TO_STOP = 10


class QuietHandler(WSGIRequestHandler):
    """Answers requests without a line for each on the screen."""

    def log_message(self, format, *args) -> None:
        pass


class DemoServer(ThreadedWSGIServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address) -> None:
        """A browser that goes away in the middle of an answer is nobody's error."""


@contextmanager
def working() -> Iterator[None]:
    """A Celery worker and beat in threads of this process, for as long as the block lasts."""
    logging.getLogger("celery").setLevel(logging.WARNING)
    state.should_stop = None
    # celery.apps.worker.Worker would install signal handlers, and its beat would fork; these two do neither.
    worker = WorkController(app=app, pool_cls="threads", concurrency=2, without_gossip=True, without_mingle=True)
    worker_thread = Thread(target=worker.start, name="worker", daemon=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        beat = EmbeddedService(app, thread=True, schedule_filename=str(Path(folder) / "beat"))
        worker_thread.start()
        beat.start()
        try:
            yield
        finally:
            state.should_stop = 0
            beat.stop()
            worker_thread.join(SECONDS_TO_STOP)
            state.should_stop = None


def open_server(port: int) -> DemoServer:
    """Listen on the port of this machine alone; raises ``OSError`` when it is taken."""
    server = DemoServer((HOST, port), QuietHandler)
    server.set_app(get_wsgi_application())
    return server


def serve(server: DemoServer, *, say: Callable[[str], object]) -> None:
    """Answer requests until Ctrl-C or a SIGTERM, then say so and stop cleanly."""

    def stop(_signal, _frame) -> None:
        # A second signal ends the process at once.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise KeyboardInterrupt

    # A shell starts background jobs with SIGINT ignored, so both are set by us.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with server, working():
            try:
                server.serve_forever(poll_interval=0.2)
            finally:
                say("Stopping …")
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
