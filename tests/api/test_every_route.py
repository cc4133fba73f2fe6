"""Every route of the URL map, bent in every way: a client's mistake is 4xx, and changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from apps.accounts.models import ApiToken, Person, TokenScope
from apps.api.openapi.document import build_document
from apps.api.problems import PROBLEM_MEDIA_TYPE
from tests.api.conftest import API, Caller
from tests.api.world import UNKNOWN, Row, make_world, routes

METHODS = ("get", "post", "put", "patch", "delete")
NULLABLE = {"password", "expires_at"}
OVERSIZE = b'{"name": "' + b"x" * (1024 * 1024) + b'"}'


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Method and address of every operation of the document, by id."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in build_document()["paths"].items()
        for method, operation in methods.items()
    }


@pytest.fixture
def admin(make_person: Callable[..., Person]) -> Caller:
    person = make_person("Alice", is_officer=True, is_administrator=True)
    return Caller(person, TokenScope.ADMIN)


@pytest.fixture
def world(admin: Caller, bob: Caller) -> dict[str, Row]:
    return make_world(admin, bob)


def test_every_route_is_in_the_document_and_has_a_row(world: dict[str, Row]) -> None:
    mapped = {
        (method.upper(), "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route))
        for route, view in routes()
        for method in METHODS
        if hasattr(view, method)
    }
    assert mapped == set(operations().values())
    assert set(world) == set(operations())
    for name, row in world.items():
        method, path = operations()[name]
        assert row.method == method
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
        assert re.fullmatch(pattern, f"/api/v1{row.path}"), (name, row.path)


@contextmanager
def undone() -> Iterator[None]:
    """Let calls write, then take back what they wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_row_works_as_it_stands(admin: Caller, world: dict[str, Row]) -> None:
    # A token makes no tokens and ends no session it does not have.
    refused = {"tokens_create": 403, "sessions_end": 404}
    paths = build_document()["paths"]
    for name, row in world.items():
        with undone():
            answer = admin.call(row.method, row.path, row.body)
            content = b"".join(answer) if answer.streaming else answer.content
        declared = paths[operations()[name][1]][row.method.lower()]["responses"]
        assert str(answer.status_code) in declared, (name, content)
        wanted = refused.get(name)
        assert answer.status_code == wanted if wanted else answer.status_code < 300, (name, content)


def test_a_stranger_to_the_service_gets_401_everywhere(world: dict[str, Row]) -> None:
    before = snapshot()
    for row in world.values():
        answer = Client().generic(row.method, f"{API}{row.path}", b"{}", "application/json")
        assert problem_code(answer) == (401, "not_authenticated")
    assert snapshot() == before


def test_every_mistake_is_answered_4xx_and_changes_nothing(
    admin: Caller, world: dict[str, Row]
) -> None:
    for name, row in world.items():
        before, count = snapshot(), 0
        for what, call in mistakes(name, row):
            answer = call(admin)
            status, code = problem_code(answer)
            assert 400 <= status < 500, (name, what, status)
            assert code, (name, what, status)
            count += 1
        assert count, name
        assert snapshot() == before, (name, [what for what, _ in mistakes(name, row)])


Call = Callable[[Caller], Any]


def calling(row: Row, **changes: Any) -> Call:
    """Return the row's call with some of it changed: ``method``, ``path``, ``body``, others."""
    wanted = {"method": row.method, "path": row.path, "body": row.body, **changes}

    def call(caller: Caller) -> Any:
        return caller.call(**wanted)

    return call


def mistakes(name: str, row: Row) -> Iterator[tuple[str, Call]]:
    """Yield ways to get a call wrong."""
    yield from _wrong_ids(row)
    yield from _wrong_queries(row)
    yield from _wrong_methods(row)
    if row.takes_json:
        yield from _wrong_json(name, row)
        yield from _wrong_fields(row)
    elif row.is_unsafe and row.body is None:
        yield "a body where none is asked", calling(row, body={"x": 1})


def _wrong_ids(row: Row) -> Iterator[tuple[str, Call]]:
    for found in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", row.path):
        for bad in (UNKNOWN, "x", "0", found.upper(), found + "0", "%00", "..%2f..", "%ff", "é"):
            path = row.path.replace(found, bad)
            yield f"id {bad}", calling(row, path=path)
    yield "slash at the end", calling(row, path=f"{row.path}/{UNKNOWN}/")


def _wrong_queries(row: Row) -> Iterator[tuple[str, Call]]:
    values = {
        "limit": ("0", "-1", "201", "x", "1e9", "9" * 5000, "%ff", "%00", ""),
        "cursor": ("x", "", "%00", "%ff", "a:b", "W10:x", "9" * 3000),
        "sort": ("x", "", "id", "%00"),
        "status": ("x", ""),
        "on_conflict": ("x", "overwrite"),
        "disposition": ("x", "inline;x"),
        "include_current": ("x",),
        "query": ("%00", "x" * 201),
        "actor": ("x", "%00"),
        "item_id": ("x",),
        "action": ("%00", "x" * 65),
        "from": ("x", "2026-13-45", "9" * 50),
        "to": ("x",),
        "format": ("x", "", "exe", "%00"),
    }
    pairs = [(name, value) for name in row.query for value in values[name]]
    if row.query:
        pairs.append(("unknown", "1"))
    for name, value in pairs:
        path = f"{row.path}?{name}={value}"
        yield f"{name}={value[:20]}", calling(row, path=path)


def _wrong_methods(row: Row) -> Iterator[tuple[str, Call]]:
    view = next(view for route, view in routes() if _matches(route, row.path.removeprefix("/")))
    for method in (*METHODS, "options", "trace", "propfind"):
        if not hasattr(view, method) or method == "options":
            yield method, calling(row, method=method.upper(), body=b"")


def _matches(route: str, path: str) -> bool:
    pattern = re.sub(r"<\w+:(\w+)>", "[^/]+", route)
    return re.fullmatch(pattern, path) is not None


def _wrong_json(name: str, row: Row) -> Iterator[tuple[str, Call]]:
    raw = {
        "nothing": b"",
        "half": b'{"name": ',
        "array": b"[]",
        "text": b'"x"',
        "null": b"null",
        "number": b"1",
        "bad utf-8": b'{"name": "\xff\xfe"}',
        "utf-16": '{"name": "x"}'.encode("utf-16"),
        "nan": b'{"name": NaN}',
        "twice": b'{"name": "a", "name": "b"}',
        "deep": b"[" * 100_000,
        "deep object": b'{"name":' * 100_000,
        "huge number": b'{"name": ' + b"9" * 5000 + b"}",
        "oversize": OVERSIZE,
    }
    if not _requires_something(name):
        del raw["nothing"]
    for what, body in raw.items():
        yield what, calling(row, body=body)
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "", "x"):
        body = json.dumps(row.body).encode()
        yield f"type {kind}", calling(row, body=body, content_type=kind)


def _requires_something(name: str) -> bool:
    """Whether the document says that the operation's body has a required field."""
    document = build_document()
    method, path = operations()[name]
    body = document["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]
    schema = document["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
    return bool(schema.get("required"))


def _wrong_fields(row: Row) -> Iterator[tuple[str, Call]]:
    for extra in ("id", "is_officer", "\ud800", "x" * 5000, "__proto__"):
        body = json.dumps({**row.body, extra: 1}).encode()
        yield f"unknown {extra[:10]!r}", calling(row, body=body)
    wrong: tuple[Any, ...] = (
        1,
        1.5,
        True,
        [],
        {},
        ["x"],
        {"x": 1},
        "x" * 5000,
        "a\u0000b",
        "\ud800",
        "\udfff",
    )
    for name, value in row.body.items():
        allowed = {type(value)}
        for bad in (*wrong, *([] if value is None else [None])):
            if bad is None and name in NULLABLE:
                continue
            if type(bad) in allowed and not isinstance(bad, str):
                continue
            body = json.dumps({**row.body, name: bad}).encode()
            yield f"{name}={bad!r:.20}", calling(row, body=body)


def problem_code(answer: Any) -> tuple[int, str]:
    """Return status and code of a problem document; (status, "") of anything else."""
    if answer.headers.get("Content-Type") != PROBLEM_MEDIA_TYPE:
        return answer.status_code, ""
    document = json.loads(answer.content.decode("utf-8"))
    assert document["status"] == answer.status_code
    return document["status"], document["code"]


def snapshot() -> dict[str, list[Any]]:
    """Return all rows of all tables of ours, without what every authenticated call may touch."""
    rows: dict[str, list[Any]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("apps."):
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        if model is ApiToken:
            names.remove("last_used_at")
        rows[model._meta.label] = sorted(map(repr, model._base_manager.values_list(*names)))
    return rows
