"""Where participants work."""

from django.core.validators import RegexValidator
from django.db import models

from npq_portal.ui.text import one_line

valid_urn = RegexValidator(r"^([0-9]{6}|EY[0-9]{6,7})\Z", "A URN is six digits, or EY and six or seven digits.")


class School(models.Model):
    """A school, or another setting; the URN is the DfE's unique reference number, where it has one."""

    urn = models.CharField("URN", max_length=9, blank=True, validators=[valid_urn])
    name = models.CharField(max_length=150, validators=[one_line])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn"],
                condition=~models.Q(urn=""),
                name="school_urn_once",
                violation_error_message="There is a school with this URN already.",
            )
        ]

    def __str__(self) -> str:
        return self.name
