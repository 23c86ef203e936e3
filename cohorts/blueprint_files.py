"""Delivery models as JSON files: the portal's own form, and the one in which providers' models were collected."""

import json
from pathlib import PurePath
from typing import Any

from django.utils.text import slugify

from cohorts.models import Blueprint
from cohorts.planning import published
from cohorts.planning.fields import BlueprintError
from cohorts.plans import in_words


def read_blueprint_file(content: bytes, *, name: str) -> Any:
    """What the file called ``name`` describes, in the portal's own form. Raises ``BlueprintError``."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
        as_text(data).encode()
    except UnicodeEncodeError as error:
        raise BlueprintError(f"{name} holds half of a character, which nothing can show.") from error
    except UnicodeDecodeError as error:
        raise BlueprintError(f"{name} is not UTF-8 text: see byte {error.start}.") from error
    except json.JSONDecodeError as error:
        raise BlueprintError(f"{name} is not JSON: see line {error.lineno}, column {error.colno}.") from error
    except (RecursionError, ValueError) as error:
        raise BlueprintError(f"{name} holds lists within lists or a number that nobody could mean.") from error
    if published.is_published(data):
        return published.read_published(data, key=slugify(PurePath(name).stem)[:60], place=name)
    return data


def blueprint_file(blueprint: Blueprint) -> str:
    """The file that describes a blueprint, and that can be read in again."""
    return as_text(in_words(blueprint, blueprint.components.all()), indent=2)


def as_text(data: Any, *, indent: int | None = None) -> str:
    return json.dumps(data, ensure_ascii=False, indent=indent)
