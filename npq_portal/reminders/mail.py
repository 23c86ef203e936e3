"""From a row of the ledger to a mail, and from a mail server's answer to what it means."""

import re
import smtplib
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import escape

from npq_portal import clock
from npq_portal.reminders.models import Message, MessageAttempt

UNFIT_FOR_A_NAME = re.compile(r"[@:,;<>\"\\\r\n]")
HOST = re.compile(r"[^a-z0-9.-]")


class ServerUnavailable(Exception):
    """No mail can be handed over at present, whichever it is: the fault is the server's or the configuration's."""


@dataclass(frozen=True)
class Failure:
    """What a failed attempt means for its message."""

    outcome: str
    code: int | None = None
    answer: str = ""
    refuses_address: bool = False
    is_unwritable: bool = False


def sender_of(brand: str) -> str:
    """The portal's address under the name of the delivery partner."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((" ".join(UNFIT_FOR_A_NAME.sub(" ", brand).split()) or name, address))


def message_id_of(message: Message) -> str:
    """The identifier that stays the same at every attempt, so that a repeat can be recognised."""
    host = HOST.sub("", parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower())
    return f"<{message.message_id.hex}@{host}>"


def write(message: Message, *, brand: str, reply_to: str, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The mail of a message whose text, address and date are frozen."""
    footer = f"{brand} sent this through {settings.PORTAL_NAME}, because you take part in or help to run a programme."
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=f"{message.body}\n\n-- \n{footer}\n",
        from_email=sender_of(brand),
        to=[message.address],
        reply_to=[reply_to],
        headers={
            "Message-ID": message_id_of(message),
            "Date": format_datetime(clock.local(message.date_header or message.due_at)),
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    mail.attach_alternative(as_html(message.subject, message.body, footer), "text/html")
    return mail


def as_html(subject: str, body: str, footer: str) -> str:
    """The text as simple HTML; only addresses of this portal become links."""
    paragraphs = "\n".join(f"<p>{as_paragraph(text)}</p>" for text in re.split(r"\n\s*\n", body.strip()))
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>\n'
        f"<body>\n{paragraphs}\n<p><small>{escape(footer)}</small></p>\n</body></html>\n"
    )


def as_paragraph(text: str) -> str:
    """Escaped text with its line breaks and the portal's own links."""
    own = re.compile(rf"{re.escape(escape(settings.PORTAL_URL))}/[A-Za-z0-9/_-]*")
    return own.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', escape(text.strip())).replace("\n", "<br>\n")


def classify(error: Exception) -> Failure:
    """What an error says about the message; raises ``ServerUnavailable`` when it says nothing about this one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return answered(code, answer, refuses_address=code >= 500)
    if isinstance(error, smtplib.SMTPDataError):
        return answered(error.smtp_code, error.smtp_error)
    if isinstance(error, ValueError | MessageError):
        return Failure(MessageAttempt.Outcome.PERMANENT, answer=type(error).__name__, is_unwritable=True)
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPNotSupportedError):
        raise ServerUnavailable(str(error)) from error
    return Failure(MessageAttempt.Outcome.IN_DOUBT, answer=plain(str(error) or type(error).__name__))


def answered(code: int, answer: bytes | str, *, refuses_address: bool = False) -> Failure:
    """A server's answer to one message: 5xx is for good, 4xx for now."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    outcome = MessageAttempt.Outcome.PERMANENT if code >= 500 else MessageAttempt.Outcome.TEMPORARY
    # 5.7 is a matter of policy (RFC 3463), such as a relay that does not know the portal: it says nothing of the address.
    return Failure(outcome, code, plain(text), refuses_address and not text.startswith("5.7."))


def plain(text: str) -> str:
    """A server's words as they can be kept: printable, and not too many."""
    return "".join(character if character.isprintable() else " " for character in text)[:200]
