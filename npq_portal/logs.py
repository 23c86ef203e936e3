"""What the portal writes into its log, and what it keeps out of there."""

import logging
import re

# Logs are read by more people, and kept in more places, than the database: nobody is named in them. Our own code logs
# primary keys; these come from what others put into their messages (mail servers, databases, addresses asked for).
WITHHELD = (
    (re.compile(r"[\w.+'’%-]+(?:@|%40)[\w.-]+"), "(e-mail address)"),
    (re.compile(r"(?<![\w.])[0-9]{7}(?!\w|\.[0-9])"), "(number)"),
    # PostgreSQL quotes the whole row that broke a rule.
    (re.compile(r"DETAIL: .*"), "DETAIL: (withheld)"),
    # Links that open something for whoever has them.
    (re.compile(r"/(invitations|calendar|account/email)/[^/\s]{20,}"), r"/\1/(secret)"),
)


class DiscreetFormatter(logging.Formatter):
    """Formats a record with its traceback, leaving out e-mail addresses, TRNs, rows of the database and secret links."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for pattern, words in WITHHELD:
            text = pattern.sub(words, text)
        return text
