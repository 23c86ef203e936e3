"""What only a demo keeps: the mail that it would have sent, and where it stands."""

from django.db import models


class SentMail(models.Model):
    """A message that the demo kept instead of sending it, readable in the outbox."""

    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=400)
    body = models.TextField()
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.subject


class Rehearsal(models.Model):
    """The mark of a database that the demo made, and may make again: when, in the portal's time, it was left."""

    moment = models.DateTimeField()

    def __str__(self) -> str:
        return f"Rehearsal at {self.moment}"
