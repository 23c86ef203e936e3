"""The secret calendar link: its page, and the feed that calendars fetch without signing in."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from npq_portal import clock
from npq_portal.ui.pages import render_page
from sessions.actions import subscriptions
from sessions.calendar_feed import etag, feed
from sessions.feed_entries import entries_of, follow
from sessions.models import CalendarSubscription


@require_http_methods(["GET", "POST"])
def show_calendar(request):
    """The page shows a link once, in the answer to making it; afterwards nobody knows it but the calendar."""
    links = None
    if request.method == "POST":
        token = subscriptions.renew(request.user, now=clock.now(), by=request.user)
        links = links_of(settings.PORTAL_URL + reverse("sessions:calendar-feed", args=[token]))
    context = {
        "subscription": CalendarSubscription.objects.filter(user=request.user).first(),
        "links": links,
    }
    return render_page(request, "sessions/show_calendar.html", context)


def links_of(address: str) -> dict[str, str]:
    """The link as the three calendars want it."""
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    name = quote(settings.PORTAL_NAME)
    return {
        "address": address,
        "apple": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.office.com/calendar/0/addfromweb?url={quote(address, safe='')}&name={name}",
    }


@require_POST
def end_calendar(request):
    subscription = get_object_or_404(CalendarSubscription, user=request.user)
    subscriptions.end(subscription, by=request.user)
    messages.success(request, "The calendar link is ended. Calendars that used it learn nothing more.")
    return redirect("sessions:show-calendar")


@login_not_required
@require_safe
def calendar_feed(request, token):
    link = subscriptions.find(token, on=clock.today())
    if link is None:
        raise Http404
    subscriptions.note_fetch(link.subscription, now=clock.now())
    followed, name = follow(link.subscription.user, takes_part=link.takes_part), settings.PORTAL_NAME
    tag = etag(followed.version, name=name)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(feed(entries_of(followed), name=name), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="npq.ics"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
