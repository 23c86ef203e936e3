import io

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def output(**options):
    out = io.StringIO()
    call_command("load_reference", stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_counts_what_it_loaded():
    assert output() == [
        "  12 programmes, 12 new or changed",
        "  50 content areas, 50 new or changed",
        "  10 lead providers, 10 new or changed",
        "  72 milestones, 72 new or changed",
        "   4 school calendars, 4 new or changed",
        "  74 calendar periods, 74 new or changed",
        "   1 blueprints, 1 new or changed",
        "  31 components, 31 new or changed",
    ]


def test_the_command_says_that_nothing_was_new():
    output()

    assert all(line.endswith(", 0 new or changed") for line in output())


def test_a_broken_folder_is_answered_with_a_sentence(tmp_path):
    with pytest.raises(CommandError) as refusal:
        output(folder=tmp_path)

    assert str(refusal.value) == f"Nothing was loaded. programmes.json is missing from {tmp_path}."
