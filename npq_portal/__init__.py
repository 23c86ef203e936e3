"""The NPQ Portal: what every app may use, and what uses several."""

from npq_portal.celery import app as celery_app

__all__ = ["celery_app"]
