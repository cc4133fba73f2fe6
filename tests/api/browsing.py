"""Someone who calls the API from a browser: by session cookie."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from apps.accounts.models import Person

API = "/api/v1"


class Browsing:
    """A signed-in browser. ``client`` demands CSRF tokens only if told to."""

    def __init__(self, person: Person, *, user_agent: str = "Firefox", csrf: bool = False) -> None:
        self.person = person
        self.client = Client(
            enforce_csrf_checks=csrf, headers={"User-Agent": user_agent, "Accept-Language": "en"}
        )
        self.client.force_login(person)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, f"{API}{path}", data, content_type="application/json", headers=headers
        )
