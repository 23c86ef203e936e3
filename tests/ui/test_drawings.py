"""Drawings say in words what they show."""

import pytest
from django.template import Context, Template

from npq_portal.ui.drawings import ICONS, bar, icon, mark, ring


def test_an_icon_is_an_ornament_unless_it_has_words():
    assert icon("bell") == (
        '<svg class="icon " viewBox="0 0 24 24" aria-hidden="true"><path d="M6 16V11a6 6 0 1112 0v5l2 2H4zM10 21h4"/></svg>'
    )
    assert 'class="icon warn" viewBox="0 0 24 24" role="img" aria-label="Mind"' in icon("alert", "warn", "Mind")


def test_a_tone_that_does_not_exist_is_a_mistake_of_the_template():
    with pytest.raises(ValueError, match="An icon has no tone “purple”"):
        icon("bell", "purple")


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_can_be_drawn_in_a_template(name):
    assert "<path" in Template("{% load portal %}{% icon name %}").render(Context({"name": name}))


def test_a_bar_shows_how_far_it_is_and_where_it_should_be():
    drawn = bar(72, 90)

    assert 'aria-label="72%, 90% needed"' in drawn
    assert '<rect class="fill" width="72.0%"' in drawn
    assert '<rect class="target" x="90.0%"' in drawn


def test_a_bar_without_a_target_has_no_mark():
    assert "target" not in bar(38)


@pytest.mark.parametrize(("given", "drawn"), [(130, "100.0%"), (-5, "0.0%"), (None, "0.0%")])
def test_a_bar_never_leaves_its_frame(given, drawn):
    assert f'class="fill" width="{drawn}"' in bar(given)


def test_what_is_not_known_is_not_drawn_as_nothing():
    assert 'aria-label="Not known yet, 90% needed"' in bar(None, 90)
    assert 'aria-label="Not known yet"' in ring(None)
    assert ">–</text>" in ring(None)


def test_a_ring_carries_its_figure():
    drawn = ring(87.4, 90)

    assert 'aria-label="87.4%, 90% needed"' in drawn
    assert ">87%</text>" in drawn
    assert 'stroke-dasharray="274.6 315"' in drawn
    assert 'transform="rotate(324.0 60 60)"' in drawn


def test_words_of_ones_own_replace_the_usual_ones_and_are_escaped():
    assert 'aria-label="&lt;b&gt; of 58"' in bar(38, label="<b> of 58")
    assert 'aria-label="Engaged"' in ring(38, label="Engaged")


def test_the_mark_is_a_partners_letters_or_the_portals_own_sign():
    assert ">NE</text>" in mark("NE")
    assert "<path" in mark()
