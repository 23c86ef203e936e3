"""What is wrong with a form, in words that name the field, and as links to the places where it is mended."""

from dataclasses import dataclass

from django import forms
from django.core.validators import EmailValidator, MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.forms.forms import BaseForm


@dataclass(frozen=True)
class ErrorLink:
    """One error and the field that it is about, if it is about one."""

    text: str
    href: str = ""


def clearer() -> dict[str, str]:
    """Django's words, which do not say what they are about, and ours, which still do in a list at the top."""
    ours = {
        forms.Field.default_error_messages["required"]: "“{label}” is missing.",
        forms.DateField.default_error_messages["invalid"]: "“{label}” is not a date. Write it as 11/05/2022.",
        forms.TimeField.default_error_messages["invalid"]: "“{label}” is not a time. Write it as 15:45.",
        forms.IntegerField.default_error_messages["invalid"]: "“{label}” has to be a whole number.",
        forms.URLField.default_error_messages["invalid"]: "“{label}” is not a web address. It begins with https://.",
        MinValueValidator.message: "“{label}” has to be {limit_value} or more.",
        MaxValueValidator.message: "“{label}” has to be {limit_value} or less.",
        EmailValidator.message: "“{label}” is not an e-mail address, such as name@school.example.",
    }
    return {str(theirs): sentence for theirs, sentence in ours.items()}


def errors_of(field: BoundField) -> list[str]:
    """The errors of one field, as they stand both beside it and in the summary."""
    sentences = clearer() if field.errors else {}
    texts = []
    for error in field.errors.as_data():
        # A limit's sentence is known before its number is filled in, any other as it is shown.
        sentence = sentences.get(str(error.message)) or sentences.get(error.messages[0], "{error}")
        texts.append(sentence.format_map({**(error.params or {}), "label": field.label, "error": error.messages[0]}))
    return texts


def address(field: BoundField) -> str:
    """Where on the page a field is mended; of several buttons, the first."""
    return f"#{field.id_for_label or f'{field.auto_id}_0'}"


def error_links(*forms: BaseForm | None) -> list[ErrorLink]:
    """All errors of ``forms`` in the order of the page: what concerns the whole form first, then field by field."""
    links = []
    for form in forms:
        if form:
            links += [ErrorLink(error) for error in form.non_field_errors()]
            links += [ErrorLink(error) for field in form.hidden_fields() for error in errors_of(field)]
            links += [ErrorLink(error, address(field)) for field in form.visible_fields() for error in errors_of(field)]
    return links
