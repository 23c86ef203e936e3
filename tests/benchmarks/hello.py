"""The least that a signed-in page can be: the portal's frame around a word, beside Django's own middleware around it."""

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from npq_portal.urls import urlpatterns as portal_urls

PLAIN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.benchmarks.hello.PlainAuthentication",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WORD = "<!doctype html><title>Hello</title>{% csrf_token %}<p>Hello, {{ request.user }}"
IN_FRAME = '{% extends "base.html" %}{% block content %}<p>Hello, {{ request.user }}{% endblock content %}'


def person_of(request):
    """What Django's own sign-in does in each request, with its own backend."""
    user = ModelBackend().get_user(int(request.session[SESSION_KEY]))
    if not constant_time_compare(request.session[HASH_SESSION_KEY], user.get_session_auth_hash()):
        return AnonymousUser()
    return user


class PlainAuthentication(MiddlewareMixin):
    """Django's own, whichever backend the portal signed somebody in with."""

    def process_request(self, request):
        request.user = SimpleLazyObject(lambda: person_of(request))


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
