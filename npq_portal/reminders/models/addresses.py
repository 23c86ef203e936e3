"""Addresses that do not take mail."""

from django.db import models


class RefusedAddress(models.Model):
    """A mail server refused this address for good; nothing is sent to it until somebody mends it or says try again."""

    address = models.EmailField(max_length=254, unique=True)
    refused_at = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.address
