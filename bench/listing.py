"""Listing a folder of 10,000 items: queries, time, and the same in a tree of 1,000,000.

``python -m bench.listing [--requests N] [--tree N] [--explain]``: one page of a hundred, first and deep,
in each of the six orders, asked of the product in this process on PostgreSQL; of a database with
that folder alone and of one with the whole tree in turn. Promises: at most 8 queries, p95 at most
30 ms, at most 1.5 times as long in the large tree.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from bench.stage import make_agent, prepare

FOLDER_ITEMS, TREE_ITEMS, PAGE = 10_000, 1_000_000, 100
QUERIES_TARGET, P95_TARGET_MS, RATIO_TARGET = 8, 30.0, 1.5
SORTS = ("name", "-name", "updated_at", "-updated_at", "size_bytes", "-size_bytes")
DEEP_PAGE = 60

# Rows as the operations write them, made by the database: a million uploads would take a day.
_ITEMS = """
INSERT INTO drive_item (id, space_id, parent_id, kind, name, name_key, sort_key, size_bytes,
    created_by_id, created_at, updated_at)
SELECT md5(%(parent)s || ':' || number)::uuid, %(space)s, %(parent)s,
    CASE WHEN number %% 20 = 0 THEN 'folder' ELSE 'file' END, name, name, sort_key,
    CASE WHEN number %% 20 = 0 THEN 0 ELSE (number * 7919) %% 1000003 END,
    %(person)s, now(), now() - (number * 7907 %% 100003) * interval '1 minute'
FROM (SELECT number, 'pièce ' || (number * 7901 %% %(count)s) || '.pdf' AS name,
    'piece ' || lpad((number * 7901 %% %(count)s)::text, 10, '0') || '.pdf' AS sort_key
    FROM generate_series(1, %(count)s) AS number) AS made
"""
_VERDICTS = """
INSERT INTO scanning_verdict (sha256, state, signature_name, reason, engine_version, bytes_examined,
    duration_ms, scanned_at)
SELECT DISTINCT encode(sha256(id::text::bytea), 'hex'), 'clean', '', '', 'ClamAV', 1, 1, now()
FROM drive_item WHERE kind = 'file' AND current_version_id IS NULL
"""
_VERSIONS = """
INSERT INTO drive_fileversion (id, item_id, number, sha256, size_bytes, media_type, object_key, state,
    verdict_id, scan_attempts, scan_after, created_by_id, created_at)
SELECT id, id, 1, sha256, size_bytes, 'application/pdf', 'bench/' || left(sha256, 40), 'clean',
    sha256, 0, now(), created_by_id, now()
FROM (SELECT *, encode(sha256(id::text::bytea), 'hex') AS sha256 FROM drive_item
    WHERE kind = 'file' AND current_version_id IS NULL) AS files
"""
_CURRENT = """
UPDATE drive_item SET current_version_id = id WHERE kind = 'file' AND current_version_id IS NULL
"""


def main() -> int:
    """Build, measure, print, and return 0 when the three promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=40, help="for each order and depth")
    parser.add_argument("--tree", type=int, default=TREE_ITEMS)
    parser.add_argument("--explain", action="store_true", help="print the plans too")
    wanted = parser.parse_args()
    prepare()
    token, root_id = make_agent()
    folder_id = _make_folder(root_id)
    _fill(folder_id, FOLDER_ITEMS)
    _settle()
    queries = _count_queries(folder_id, token)
    with _copied_database():
        for number in range(wanted.tree // FOLDER_ITEMS - 1):
            _fill(_make_folder(root_id, f"Autre {number}"), FOLDER_ITEMS)
        _settle()
        if wanted.explain:
            _explain(folder_id)
        alone, crowded = _measure(folder_id, token, wanted.requests)
    return _report(queries, alone, crowded, wanted.tree)


@contextmanager
def _copied_database() -> Iterator[None]:
    """Keep the database as it is now under the alias ``alone``; drop both at the end."""
    from django.db import connections

    usual = connections["default"]
    name, copy = (f"{usual.settings_dict['NAME']}{ending}" for ending in ("", "_alone"))
    connections.settings["alone"] = {**usual.settings_dict, "NAME": copy}
    _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)
    _administer("CREATE DATABASE {} TEMPLATE {}", copy, name)
    try:
        yield
    finally:
        for finished in (name, copy):
            _administer("DROP DATABASE {} WITH (FORCE)", finished)


def _administer(statement: LiteralString, *databases: str) -> None:
    from django.db import connections

    for open_one in connections.all(initialized_only=True):
        open_one.close()
        open_one.close_pool()  # type: ignore[attr-defined] # of Django's PostgreSQL backend
    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, databases)))


@contextmanager
def _asking(alias: str) -> Iterator[None]:
    """Let the product find another database where it looks for its own."""
    from django.db import connections

    usual = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = usual


def _make_folder(root_id: str, name: str = "Dossier") -> UUID:
    from apps.accounts.actors import person_actor
    from apps.accounts.models import Person
    from apps.core.access import Ability
    from apps.drive.operations.structure import create_folder
    from apps.sharing.gate import open_item

    actor = person_actor(Person.objects.get())
    access = open_item(actor, UUID(root_id), want=Ability.EDIT)
    return create_folder(access=access, name=name).id


def _fill(folder_id: UUID, count: int) -> None:
    """Put items in a folder, one in twenty a folder, each file with its version and verdict."""
    from django.db import connection, transaction

    from apps.drive.models import Item

    folder = Item.objects.get(id=folder_id)
    values = {
        "parent": folder_id,
        "space": folder.space_id,
        "person": folder.created_by_id,
        "count": count,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        for statement in (_VERDICTS, _VERSIONS, _CURRENT):
            cursor.execute(statement)


def _settle() -> None:
    """Let PostgreSQL know its tables, as autovacuum does in its own time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _path(folder_id: UUID, sort: str, cursor: str | None) -> str:
    path = f"/api/v1/items/{folder_id}/children?limit={PAGE}&sort={sort}"
    return path if cursor is None else f"{path}&cursor={cursor}"


def _ask(path: str, token: str) -> dict[str, Any]:
    from django.test import Client

    answer = Client().get(path, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code != http.client.OK:
        raise RuntimeError(answer.content)
    page: dict[str, Any] = answer.json()
    return page


def _count_queries(folder_id: UUID, token: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path = _path(folder_id, "name", None)
    _ask(path, token)
    with CaptureQueriesContext(connection) as queries:
        _ask(path, token)
    return sum(query["sql"] not in {"BEGIN", "COMMIT"} for query in queries)


def _measure(
    folder_id: UUID, token: str, requests: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return the milliseconds of each request by order and depth, alone and in the large tree.

    One after the other at random, so that what disturbs the machine disturbs both.
    """
    paths = dict(_paths(folder_id, token))
    times_ms: dict[str, dict[str, list[float]]] = {
        alias: {name: [] for name in paths} for alias in ("alone", "default")
    }
    turns = [(alias, name) for alias in times_ms for name in paths for _ in range(requests)]
    random.Random(1).shuffle(turns)
    for alias in times_ms:
        with _asking(alias):
            for path in paths.values():
                _ask(path, token)
    for alias, name in turns:
        with _asking(alias):
            begin = time.perf_counter()
            _ask(paths[name], token)
            times_ms[alias][name].append((time.perf_counter() - begin) * 1000)
    return times_ms["alone"], times_ms["default"]


def _paths(folder_id: UUID, token: str) -> Iterator[tuple[str, str]]:
    for sort in SORTS:
        yield f"{sort}, first page", _path(folder_id, sort, None)
        cursor: str | None = None
        for _ in range(DEEP_PAGE):
            cursor = _ask(_path(folder_id, sort, cursor), token)["next_cursor"]
        yield f"{sort}, page {DEEP_PAGE}", _path(folder_id, sort, cursor)


def _explain(folder_id: UUID) -> None:
    from django.db import connection

    from apps.api.pagination import page_of
    from apps.api.v1.items.serializers import SORTS as ORDERS
    from apps.drive.queries.items import children_of

    for sort, order in ORDERS.items():
        children = children_of(folder_id, person_id=UUID(int=0))
        cursor = page_of(children, order=order, cursor=None, limit=PAGE).next_cursor
        with connection.execute_wrapper(_print_plan):
            print(f"\n{sort}")
            page_of(children, order=order, cursor=cursor, limit=PAGE)


def _print_plan(execute: Any, query: str, params: Any, many: bool, context: Any) -> Any:
    with context["connection"].connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + query, params)
        print("\n".join(line for (line,) in cursor.fetchall()))
    return execute(query, params, many, context)


def _report(
    queries: int, alone: dict[str, list[float]], crowded: dict[str, list[float]], tree: int
) -> int:
    print(f"{'':<28} {'alone':>16} {f'among {tree:,}':>20}")
    for name, times in alone.items():
        print(f"{name:<28} {_summary(times):>16} {_summary(crowded[name]):>20}")
    few, many = (_p95([ms for times in side.values() for ms in times]) for side in (alone, crowded))
    ratio = many / few
    print(f"{'queries':<28} {queries:7d}      (promise: {QUERIES_TARGET})")
    print(f"{'p95, alone':<28} {few:7.1f} ms   (promise: {P95_TARGET_MS:.0f})")
    print(f"{'p95, in the large tree':<28} {many:7.1f} ms   (promise: {P95_TARGET_MS:.0f})")
    print(f"{'ratio':<28} {ratio:7.2f}      (promise: {RATIO_TARGET})")
    is_quick = max(few, many) <= P95_TARGET_MS
    return 0 if queries <= QUERIES_TARGET and is_quick and ratio <= RATIO_TARGET else 1


def _summary(times_ms: list[float]) -> str:
    return f"{median(times_ms):.1f} / {_p95(times_ms):.1f} ms"


def _p95(times_ms: list[float]) -> float:
    return quantiles(times_ms, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
