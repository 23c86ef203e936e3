"""Choosing a file, and saying which of its columns is what."""

from django import forms

from participants.reading import FIELDS
from participants.reading.files import MAX_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label="List of participants",
        help_text="CSV or Excel (.xlsx, .xls) or OpenDocument (.ods), up to 10 MB, a line of headings first.",
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "empty": "The file is empty. Choose another, or save the list again.",
            "invalid": "Choose a file.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                "The file is larger than 10 MB. Keep the columns about people and upload it again."
            )
        return file


class ColumnsForm(forms.Form):
    """One choice for each of our fields: a column of the file, or none."""

    mark_optional = False

    def __init__(self, *args, headers, columns, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Not in the file"), *((str(index), header) for index, header in enumerate(headers))]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=str(columns.get(name, ""))
            )

    def columns(self) -> dict[str, int]:
        return {name: int(index) for name, index in self.cleaned_data.items() if index}
