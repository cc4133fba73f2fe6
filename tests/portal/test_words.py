"""Every sentence of the partner's pages exists in French and in English."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import apps.portal

FOLDER = Path(apps.portal.__file__).parent
TEMPLATES = sorted(FOLDER.glob("templates/**/*.html"))
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "_": None}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_without_french(template: Path) -> None:
    with (FOLDER / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        french = {str(message.id): message.string for message in read_po(file)}
    code = templatize(template.read_text(encoding="utf-8"), origin=template.name)
    for _, text, _, _ in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        assert french.get(str(text)), text


def test_the_templates_are_found() -> None:
    assert len(TEMPLATES) > 8
