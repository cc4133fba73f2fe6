"""The published contract is valid, complete, and what the answers really look like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # without stubs
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from apps.accounts.models import Person, TokenScope
from apps.api.messages import MESSAGES, say
from apps.api.openapi.document import build_document
from apps.core.errors import DomainError
from apps.drive.models import ContentState
from tests.api.conftest import Caller
from tests.api.test_every_route import operations, undone
from tests.api.world import Row, make_world


def test_the_document_is_openapi_3_1_and_made_without_warnings() -> None:
    GENERATOR_STATS.reset()
    document = build_document()
    assert document["openapi"].startswith("3.1")
    validate: Any = validate_schema  # the library is untyped
    validate(document)
    assert not GENERATOR_STATS


def test_every_operation_has_its_own_name_and_documents_its_refusals() -> None:
    names = []
    for methods in build_document()["paths"].values():
        for operation in methods.values():
            names.append(operation["operationId"])
            assert operation["summary"]
            assert {"401", "403"} <= set(operation["responses"])
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
    assert len(names) == len(set(names))


def test_the_committed_document_is_up_to_date() -> None:
    call_command("export_openapi", "--check")


def test_an_out_of_date_document_is_noticed(tmp_path: Path) -> None:
    stale = tmp_path / "openapi.json"
    stale.write_text("{}")
    with pytest.raises(CommandError, match="out of date"):
        call_command("export_openapi", "--check", "--output", str(stale), stdout=StringIO())
    call_command("export_openapi", "--output", str(stale))
    call_command("export_openapi", "--check", "--output", str(stale))


def test_the_service_publishes_the_document(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(build_document()))


@pytest.fixture
def world(make_person: Callable[..., Person], bob: Caller) -> tuple[Caller, dict[str, Row]]:
    person = make_person("Alice", is_officer=True, is_administrator=True)
    admin = Caller(person, TokenScope.ADMIN)
    return admin, make_world(admin, bob)


def test_every_answer_has_the_shape_the_document_says(
    world: tuple[Caller, dict[str, Row]],
) -> None:
    admin, rows = world
    document = build_document()
    for name, row in rows.items():
        with undone():
            answer = admin.call(row.method, row.path, row.body)
            if answer.streaming or answer.status_code in {204, 304}:
                b"".join(answer)
                continue
        method, path = operations()[name]
        response = document["paths"][path][method.lower()]["responses"][str(answer.status_code)]
        (media_type,) = response["content"]
        assert answer.headers["Content-Type"].startswith(media_type), name
        check(response["content"][media_type]["schema"], answer.json(), document, name)


def check(schema: dict[str, Any], value: Any, document: dict[str, Any], where: str) -> None:
    """Validate strictly: what the schema does not name must not be there."""
    closed = closed_schema(schema, document)
    try:
        jsonschema.validate(value, closed, format_checker=jsonschema.FormatChecker())
    except jsonschema.ValidationError as error:
        pytest.fail(f"{where}: {error.message} at {list(error.absolute_path)}")


def closed_schema(schema: Any, document: dict[str, Any]) -> Any:
    """Return ``schema`` with its references written out and unknown properties refused."""
    if isinstance(schema, list):
        return [closed_schema(inner, document) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return closed_schema(document["components"]["schemas"][name], document)
    closed = {key: closed_schema(inner, document) for key, inner in schema.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def test_states_of_content_are_all_in_the_contract() -> None:
    verdict = build_document()["components"]["schemas"]["Verdict"]
    assert set(verdict["properties"]["state"]["enum"]) == set(ContentState.values)


def all_errors(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for error in root.__subclasses__():
        yield error
        yield from all_errors(error)


def test_every_refusal_of_the_product_has_its_sentence() -> None:
    # The partner's page has words of its own for its own refusals.
    codes = {error.code for error in all_errors() if "portal" not in error.__module__}
    assert {"name_taken", "infected", "quota_exceeded", "throttled"} <= codes
    assert codes - set(MESSAGES) == set()


def test_a_sentence_without_its_facts_falls_back_to_its_title() -> None:
    assert say("infected", 422, {})[1] == say("infected", 422, {})[0]
    assert say("unheard_of", 409, {}) == say("conflict", 409, {})
    assert say("unheard_of", 418, {}) == say("invalid_request", 400, {})


def test_every_sentence_is_french_too() -> None:
    po = Path(settings.BASE_DIR) / "apps/api/locale/fr/LC_MESSAGES/django.po"
    entries = po.read_text(encoding="utf-8").split("\n\n")[1:]
    pairs = [re.findall(r'^msg(?:id|str) "(.*)"$', entry, re.MULTILINE) for entry in entries]
    translated = {ours.replace('\\"', '"'): theirs for ours, theirs in filter(None, pairs)}
    for message in MESSAGES.values():
        for text in (message.title, message.detail):
            french = translated.get(text)
            assert french, text
            assert sorted(re.findall(r"{\w+}", french)) == sorted(re.findall(r"{\w+}", text))
