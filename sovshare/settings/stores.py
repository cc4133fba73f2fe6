"""Configuration of the places where state is kept: database, cache, channel layer."""

from __future__ import annotations

from typing import Any

SQLITE_BUSY_SECONDS = 20


def database_config(parsed: dict[str, Any], *, pool_size: int) -> dict[str, Any]:
    """Complete a parsed DATABASE_URL with what correct work needs on that engine."""
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        return parsed | {"OPTIONS": _sqlite_options()}
    # The pool replaces persistent connections: under ASGI every request has its own thread.
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return parsed | {"CONN_MAX_AGE": 0, "OPTIONS": parsed.get("OPTIONS", {}) | {"pool": pool}}


def _sqlite_options() -> dict[str, Any]:
    # IMMEDIATE takes the write lock at BEGIN: a transaction that reads then writes would otherwise
    # fail at once with "database is locked" instead of waiting its turn.
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": SQLITE_BUSY_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }


def cache_config(redis_url: str) -> dict[str, Any]:
    """Return the cache shared through Redis, or one inside the process."""
    if redis_url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def channel_layer_config(redis_url: str) -> dict[str, Any]:
    """Return the channel layer shared through Redis, or one inside the process."""
    if redis_url:
        return {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # A socket waits for news as long as it takes; redis-py gives up after five seconds.
            "CONFIG": {"hosts": [{"address": redis_url, "socket_timeout": None}]},
        }
    return {"BACKEND": "channels.layers.InMemoryChannelLayer"}
