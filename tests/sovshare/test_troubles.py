"""What goes wrong outside any app is said in words, in the reader's language, in our dress."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, path

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def _break(request: object) -> None:
    raise ZeroDivisionError


urlpatterns: list[URLPattern] = [path("broken", _break)]  # type: ignore[arg-type]  # a view that never answers
handler404 = "apps.api.handlers.page_not_found"
handler500 = "apps.api.handlers.server_error"


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Il n’y a rien ici"), ("en", "There is nothing here")]
)
def test_a_missing_page_says_so(language: str, words: str) -> None:
    answer = Client(headers={"Accept-Language": language}).get("/nowhere")
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_our_fault_is_called_ours() -> None:
    client = Client(raise_request_exception=False, headers={"Accept-Language": "fr"})
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "Vous n’y êtes pour rien" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "fr"})
    answer = client.post("/broken")
    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in answer.content.decode()
