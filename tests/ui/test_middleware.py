"""What a page may load and run."""

import pytest
from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_update
from django.http import HttpResponse

from npq_portal.ui.middleware import PolicyMiddleware


def answer_of(view, rf):
    return PolicyMiddleware(view)(rf.get("/"))


def plain(request):
    return HttpResponse("Hello")


def test_every_answer_says_that_it_loads_nothing_but_the_portals_own(rf):
    policy = answer_of(plain, rf)[HEADER]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("decorate", "word", "is_there"),
    [
        (csp_exempt(), "default-src", False),
        (csp_update({"img-src": "https://pictures.example.org"}), "https://pictures.example.org", True),
    ],
    ids=["exempt", "updated"],
)
def test_a_view_may_have_a_policy_of_its_own(rf, decorate, word, is_there):
    assert (word in answer_of(decorate(plain), rf).get(HEADER, "")) is is_there


def test_a_policy_that_is_there_already_stays(rf):
    def own(request):
        return HttpResponse("Hello", headers={HEADER: "default-src 'self'"})

    assert answer_of(own, rf)[HEADER] == "default-src 'self'"
