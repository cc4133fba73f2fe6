"""An administration's own name, logo and colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sovshare.theme import ThemeError, check_theme, contrast, read_house

LOGO = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def theme(tmp_path: Path, settings: Any) -> Path:
    """A theme file in use."""
    (tmp_path / "logo.svg").write_text(LOGO)
    path = tmp_path / "theme.toml"
    path.write_text(
        'name = "Préfecture du Nord"\nlogo = "logo.svg"\naccent = "#0f5a3c"\naccent_dark = "#8fd9b6"\n'
    )
    settings.THEME_FILE = str(path)
    return path


def test_pages_wear_the_name_the_logo_and_the_colours(
    theme: Path, client: Client, db: None
) -> None:
    page = client.get("/account/login/").content.decode()
    assert "Préfecture du Nord" in page
    assert '<img src="/theme/logo" alt="">' in page
    sheet = client.get("/theme/style.css")
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert sheet.content == b":root{--brand-accent-light:#0f5a3c;--brand-accent-dark:#8fd9b6}"
    logo = client.get("/theme/logo")
    assert logo.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert b"".join(logo.streaming_content) == LOGO.encode()  # type: ignore[attr-defined]  # a stream


def test_without_a_file_the_product_wears_its_own(client: Client, db: None) -> None:
    page = client.get("/account/login/").content.decode()
    assert "sovshare" in page
    assert "/theme/" not in page
    assert client.get("/theme/logo").status_code == 404
    assert check_theme() == []


def test_a_chosen_scheme_is_worn_and_an_invented_one_is_not(client: Client, db: None) -> None:
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/account/login/").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        'name = ""',
        "name = 7",
        'accent = "red"',
        'accent = "#fff"',
        'accent = "#000000;}body{display:none"',
        'accent = "#ffff00"',
        'accent_dark = "#000080"',
        'logo = "missing.svg"',
        'logo = "theme.toml"',
        'colour = "#000000"',
    ],
)
def test_what_makes_no_sense_is_refused_by_the_check(text: str, theme: Path) -> None:
    theme.write_text(text)
    with pytest.raises(ThemeError):
        read_house(theme)
    assert [message.id for message in check_theme()] == ["sovshare.E001"]


def test_a_missing_file_is_refused_by_the_check(settings: Any) -> None:
    settings.THEME_FILE = "/nowhere/theme.toml"
    assert [message.id for message in check_theme()] == ["sovshare.E001"]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
