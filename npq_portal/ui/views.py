"""The page on which developers see every part of the look."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.decorators.http import require_safe

from npq_portal.ui.forms import DateInput, TimeInput
from npq_portal.ui.navigation import NavItem
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of

NAMES = ("Amara Okafor", "Ben Whitcombe", "Chloe Nyambura", "Daniel Pryce", "Elif Demir", "Farah Siddiqui")


class EveryField(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(label="Full name", help_text="As it should stand on the certificate.", max_length=100)
    starts_on = forms.DateField(label="First day", widget=DateInput)
    starts_at = forms.TimeField(label="Time", widget=TimeInput, required=False)
    minutes = forms.IntegerField(label="Minutes", min_value=0, required=False)
    programme = forms.ChoiceField(choices=[("npqsl", "NPQ Senior Leadership"), ("npqh", "NPQ Headship")])
    mode = forms.ChoiceField(choices=[("person", "In person"), ("online", "Online")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        choices=[("3", "Wednesday"), ("4", "Thursday")], widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(label="Why", widget=forms.Textarea, help_text="The participant reads this.")
    file = forms.FileField(label="Participants", help_text="A CSV or Excel file.", required=False)
    tell = forms.BooleanField(label="Tell the participants", required=False)


def engagement_rows() -> list[dict]:
    """A few people with a mark for each of twelve sessions."""
    kinds = {"p": "Attended", "a": "Missed", "c": "Made up", "l": "In progress", "f": "Not yet"}
    glyphs = {"p": "✓", "a": "✕", "c": "↺", "l": "◐", "f": ""}
    marks = ("pppppppplpff", "pppappppppff", "ppapppapplff", "pppcppppplff", "aappppappaff", "pppppppppppf")
    return [
        {
            "name": name,
            "school": "Highams Park",
            "cells": [{"kind": kind, "glyph": glyphs[kind], "text": kinds[kind]} for kind in row],
        }
        for name, row in zip(NAMES, marks, strict=True)
    ]


@require_safe
@login_not_required
def styleguide(request):
    if not settings.DEBUG:
        raise Http404
    messages.success(request, "Register saved at 17:21.")
    day = dt.date(2022, 5, 11)
    context = {
        "navigation": [
            NavItem("Today", "#today", "home", current=True),
            NavItem("Cohorts", "#cohorts", "list"),
            NavItem("People", "#people", "person"),
            NavItem("Reminders", "#reminders", "bell"),
            NavItem("Reports", "#reports", "chart"),
        ],
        "day": day,
        "form": EveryField({"name": ""} if "errors" in request.GET else None),
        "facts": [
            {"label": "Active participants", "value": 28, "note": "of 30", "url": "#rows"},
            {"label": "Engagement to date", "value": "93.4%", "note": "needs 90%", "url": "#rows"},
            {"label": "Below 90%", "value": 4, "url": "#rows"},
            {"label": "Month", "value": 7, "note": "of 18"},
            {"label": "Retained 1 ready", "value": 24, "note": "of 28", "url": "#rows"},
        ],
        "todo": [
            {
                "icon": "sheet",
                "tone": "warn",
                "title": "2 registers were never completed",
                "text": "Seminar 5, November 2021 (Sam Iqbal) · Seminar 2, February 2022 (Priya Nair)",
                "url": "#registers",
                "action": "Chase",
            },
            {
                "icon": "history",
                "tone": "info",
                "title": "3 catch-up reflections to review",
                "text": "Oldest has waited 6 days; one is needed before Retained 1 on 25 June",
                "url": "#reflections",
                "action": "Review",
            },
            {
                "icon": "alert",
                "tone": "risk",
                "title": "4 participants are below 90%",
                "text": "One can no longer reach it without catch-ups",
                "url": "#below",
                "action": "See who",
            },
        ],
        "tabs": [
            NavItem(label, f"#{label}", current=label == "Participants")
            for label in ("Plan", "Participants", "Registers", "Self-study", "Reminders", "Assessment", "Declarations")
        ],
        "sessions": ["Launch conf.", *(f"Sem {n}" for n in range(1, 12))],
        "rows": engagement_rows(),
        "legend": [
            {"kind": "p", "glyph": "✓", "text": "Attended"},
            {"kind": "c", "glyph": "↺", "text": "Made up"},
            {"kind": "l", "glyph": "◐", "text": "In progress"},
            {"kind": "a", "glyph": "✕", "text": "Missed"},
        ],
        "pills": [
            {"label": "Below 90%", "url": "?", "current": True, "removes": True},
            {"label": "Deferred", "url": "?state=deferred"},
            {"label": "Withdrawn", "url": "?state=withdrawn"},
        ],
        "page": page_of(range(312), request, per_page=50),
        "effects": [
            {"number": 6, "text": "items move; none is deleted and no mark changes"},
            {"number": 30, "text": "people are told: 28 participants, 2 facilitators"},
            {"number": 84, "text": "reminders are withdrawn and 84 planned anew"},
        ],
        "clashes": [{"sentence": "Seminar 6: Elm Hall holds 20, and 28 are expected."}],
        "history": [
            {"text": "Marked present", "when": "Wednesday 11 May 2022, 16:02", "who": "Sam Iqbal"},
            {"text": "Marked absent", "when": "Wednesday 11 May 2022, 15:50", "who": "Sam Iqbal"},
        ],
    }
    return render_page(request, "styleguide.html", context)
