"""The least that a signed-in page can be: the portal's frame around a word, beside Django's own middleware around it."""

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path

from npq_portal.urls import urlpatterns as portal_urls

PLAIN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WORD = "<!doctype html><title>Hello</title>{% csrf_token %}<p>Hello, {{ request.user }}"
IN_FRAME = '{% extends "base.html" %}{% block content %}<p>Hello, {{ request.user }}{% endblock content %}'


def view_of(source):
    template = engines["django"].from_string(source)

    def say_hello(request):
        return HttpResponse(template.render({}, request))

    return say_hello


urlpatterns = [*portal_urls, path("bench/plain/", view_of(WORD)), path("bench/framed/", view_of(IN_FRAME))]


def plain_django():
    """An application with the same settings, but only the middleware that a new Django project with sign-in has."""
    with override_settings(MIDDLEWARE=PLAIN):
        return WSGIHandler()
