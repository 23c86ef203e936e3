"""What a sender has begun and what was taken, noted in Redis while it sends a group of messages together.

The ledger says of a whole group that it is being handed over; the journal says of each message how far it got, and
outlives the sender. It holds primary keys and moments, nothing about people, and only ever grows: a note counts only if
it comes right after the one before, so a sender whose journal was lost, or closed by whoever took its group away, learns
of it before it sends anything more.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

KEPT_FOR = dt.timedelta(days=1)
PATIENCE = 2.0
BEGUN, TAKEN, CLOSED = "begun", "taken", "closed"


class JournalLost(Exception):
    """Redis is away, has forgotten what was noted, or somebody has closed the journal."""


@contextmanager
def connected() -> Iterator[Redis | None]:
    """A connection to Redis, made when it is first used; none where there is no Redis."""
    if not settings.REDIS_URL:
        yield None
        return
    # Nothing is tried twice: a note that was taken down twice would look like somebody else's.
    redis = Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
    with redis:
        yield redis


class Journal:
    """The journal of one group, kept under the token of the group's lease."""

    def __init__(self, redis: Redis, token: str) -> None:
        self.redis = redis
        self.key = key_of(token)
        self.length = 0

    def open(self, *, given_up_at: dt.datetime) -> None:
        """Begin a journal; from ``given_up_at`` on, whoever finds it may take it that its sender is gone."""

        def begin(pipeline: Pipeline) -> None:
            pipeline.rpush(self.key, f"{run} {given_up_at.isoformat()}")
            pipeline.expire(self.key, KEPT_FOR)

        try:
            run = run_of(self.redis)
            self.redis.transaction(begin)
        except (RedisError, OSError) as problem:
            raise JournalLost(str(problem)) from problem
        self.length = 1

    def note(self, *, begun: int | None = None, taken: tuple[int, dt.datetime, dt.datetime] | None = None) -> None:
        """Note that a message was taken (which, begun when, and when), and that another is being handed over."""
        notes = []
        if taken is not None:
            pk, started_at, at = taken
            notes.append(f"{TAKEN} {pk} {started_at.isoformat()} {at.isoformat()}")
        if begun is not None:
            notes.append(f"{BEGUN} {begun}")
        self.length += len(notes)
        try:
            length = self.redis.rpushx(self.key, *notes)
        except (RedisError, OSError) as problem:
            raise JournalLost(str(problem)) from problem
        if length != self.length:
            raise JournalLost("it does not hold what was noted in it")

    def forget(self) -> None:
        """Throw the journal away; where that fails, it goes by itself."""
        try:
            self.redis.delete(self.key)
        except (RedisError, OSError):
            logger.info("Redis is away; a journal that is no longer needed goes by itself")


@dataclass
class Found:
    """What the journal of a vanished sender says of its group."""

    # Which messages were taken: since when each was being handed over, and when it was taken.
    taken: dict[int, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    # Whether everything that was noted is there. A Redis that was started anew may have lost the last second.
    is_whole: bool = True


def abandoned(tokens: Iterable[str], now: dt.datetime) -> dict[str, Found]:
    """The journals of those ``tokens`` whose senders are taken to be gone, closed, so that none of them goes on."""
    try:
        with connected() as redis:
            return {} if redis is None else read_abandoned(redis, tokens, now)
    except (RedisError, OSError) as problem:
        logger.warning("No journal of what was being sent can be read: %s", problem)
        return {}


def read_abandoned(redis: Redis, tokens: Iterable[str], now: dt.datetime) -> dict[str, Found]:
    found = {}
    for token in tokens:
        opening: Any = redis.lindex(key_of(token), 0)
        if opening is None or dt.datetime.fromisoformat(opening.split()[1]) > now:
            continue
        found[token] = read(close(redis, token), is_whole=opening.split()[0] == run_of(redis))
    return found


def close(redis: Redis, token: str) -> list[str]:
    """Close a journal, so that its sender notices, and take out what is in it, in one step."""

    def take_out(pipeline: Pipeline) -> None:
        pipeline.rpushx(key_of(token), CLOSED)
        pipeline.lrange(key_of(token), 0, -1)

    answers: Any = redis.transaction(take_out)
    return answers[1]


def read(notes: Iterable[str], *, is_whole: bool) -> Found:
    """What notes say."""
    found = Found(is_whole=is_whole)
    for note in notes:
        match note.split():
            case [kind, pk] if kind == BEGUN:
                found.begun.add(int(pk))
            case [kind, pk, started_at, at] if kind == TAKEN:
                found.taken[int(pk)] = dt.datetime.fromisoformat(started_at), dt.datetime.fromisoformat(at)
    return found


def run_of(redis: Redis) -> str:
    """Which run of Redis this is; where it does not say, none that will be met again."""
    information: Any = redis.info("server")
    return information.get("run_id") or uuid4().hex


def key_of(token: str) -> str:
    return f"reminders:journal:{token}"
