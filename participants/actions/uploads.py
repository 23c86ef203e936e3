"""Taking in a file of participants: read it, match its columns, apply it once, or drop it."""

import datetime as dt
import hashlib
import re
import unicodedata

from django.db import IntegrityError, transaction

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.models import User
from participants.actions.bulk import write
from participants.actions.comparing import compare
from participants.actions.outcomes import Comparison
from participants.actions.refusals import Refusal
from participants.models import Upload
from participants.reading import FIELDS, match_columns, read_file


class AlreadyFinished(Refusal):
    """The upload was applied or dropped before."""

    sentence = "This upload is finished already."


class NotMatched(Refusal):
    """A column is missing, does not exist or is used twice."""


class PreviewOutdated(Refusal):
    """The portal changed between the preview and the order to apply it."""

    sentence = "Somebody changed some of these people after this page was made. Check it again, then apply it."


def plain_file_name(name: str) -> str:
    """A file name that can be shown: without folders and hidden characters, and not endless."""
    shown = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    return re.split(r"[/\\]", shown)[-1].strip()[-120:] or "list"


@transaction.atomic
def receive(cohort: Cohort, *, file_name: str, content: bytes, now: dt.datetime, by: User) -> Upload:
    """Keep what a file says until somebody has checked it; the same file again leads to the same upload.

    Raises ``Unreadable``.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = Upload.objects.filter(cohort=cohort, sha256=sha256, state=Upload.State.WAITING).order_by("pk").first()
    if waiting is not None:
        return waiting
    table = read_file(content)
    upload = Upload(
        cohort=cohort,
        file_name=plain_file_name(file_name),
        sha256=sha256,
        headers=table.headings,
        columns=match_columns(table.headings),
        rows=[[row.number, row.cells, row.problem] for row in table.rows],
        row_count=len(table.rows),
        blank_row_count=table.blank_rows,
        notes=table.notes,
        uploaded_by=by,
        uploaded_at=now,
    )
    upload.full_clean()
    upload.save()
    log.record("upload.received", subject=upload, by=by, rows=upload.row_count)
    return upload


def lock(upload: Upload) -> Upload:
    """The upload as it is now, held until the transaction ends. Raises ``AlreadyFinished``."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=upload.pk)
    if not upload.is_waiting:
        raise AlreadyFinished
    return upload


def missing_columns(columns: dict[str, int]) -> list[str]:
    """What a list must have and this one does not, in words."""
    missing = [] if "email" in columns else [FIELDS["email"]]
    if not columns.keys() & {"full_name", "first_name", "last_name"}:
        missing.append("name")
    return missing


@transaction.atomic
def match(upload: Upload, *, columns: dict[str, int], by: User) -> Upload:
    """Say in which column each field stands."""
    upload = lock(upload)
    if not columns.keys() <= FIELDS.keys() or not all(0 <= index < len(upload.headers) for index in columns.values()):
        raise NotMatched("Choose from the columns of the file.")
    if len(set(columns.values())) < len(columns):
        raise NotMatched("One column is chosen for two fields. Choose another for one of them, or none.")
    upload.columns = columns
    upload.save(update_fields=["columns"])
    log.record("upload.matched", subject=upload, by=by, fields=sorted(columns))
    return upload


def apply(
    upload: Upload,
    *,
    replace: set[int],
    keep_guessed_trns: bool,
    fingerprint: str,
    now: dt.datetime,
    on: dt.date,
    by: User,
) -> Upload:
    """Do what the preview with this ``fingerprint`` said, all of it or nothing.

    ``replace`` names the rows whose differences replace what the portal has; all others are kept. TRNs with zeros put
    back are only taken with ``keep_guessed_trns``.
    """
    try:
        return _apply(upload, replace, keep_guessed_trns, fingerprint, now, on, by)
    except IntegrityError as error:
        # Somebody made one of these people in another cohort between our reading and writing.
        raise PreviewOutdated from error


@transaction.atomic
def _apply(
    upload: Upload,
    replace: set[int],
    keep_guessed_trns: bool,
    fingerprint: str,
    now: dt.datetime,
    on: dt.date,
    by: User,
) -> Upload:
    # The cohort is locked first, so that two managers with the same file take turns.
    Cohort.objects.select_for_update(of=("self",)).get(pk=upload.cohort_id)
    upload = lock(upload)
    if missing := missing_columns(upload.columns):
        raise NotMatched(f"Say which column holds the {' and the '.join(missing)} first.")
    comparison = compare(upload, on=on, by=by)
    if comparison.fingerprint() != fingerprint:
        raise PreviewOutdated
    upload.outcome = outcome_of(comparison, replace)
    if not keep_guessed_trns:
        for outcome in comparison.guessed():
            outcome.person.trn = ""
    write(upload.cohort, comparison, replace=replace, now=now, on=on, by=by)
    finish(upload, Upload.State.APPLIED, now)
    log.record("upload.applied", subject=upload, by=by, **upload.outcome)
    return upload


def outcome_of(comparison: Comparison, replace: set[int]) -> dict[str, int]:
    """How many rows became what, and how many differing ones replaced what the portal had."""
    replaced = sum(outcome.number in replace for outcome in comparison.of_kind("differs"))
    return {**comparison.counts(), "replaced": replaced}


@transaction.atomic
def drop(upload: Upload, *, now: dt.datetime, by: User) -> Upload:
    """Forget what a file said; nothing of it is used."""
    upload = lock(upload)
    finish(upload, Upload.State.DROPPED, now)
    log.record("upload.dropped", subject=upload, by=by)
    return upload


def finish(upload: Upload, state: str, now: dt.datetime) -> None:
    """End an upload and empty it: people's details are kept once, not twice."""
    upload.state = state
    upload.rows = []
    upload.finished_at = now
    upload.save(update_fields=["state", "rows", "finished_at", "outcome"])
