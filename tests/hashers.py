"""Password hashing for tests."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """argon2id with the least cost it allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
