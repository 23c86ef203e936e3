"""The people who take a programme."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from participants.models.schools import School

# Exactly seven ASCII digits, not all zero (domain/npq.md, section 8; the DfE's own validator).
valid_trn = RegexValidator(r"^(?!0000000)[0-9]{7}\Z", "A TRN is seven digits, and not all of them 0.")


class Participant(models.Model):
    """A person on one or more programmes: their teacher reference number, if known, and their present school."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="participant")
    trn = models.CharField("TRN", max_length=7, blank=True, validators=[valid_trn])
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="participants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trn"],
                condition=~models.Q(trn=""),
                name="participant_trn_once",
                violation_error_message="Another participant has this TRN.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
