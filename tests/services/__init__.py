"""Private PostgreSQL, Redis, S3 and clamd for the tests: real servers on sockets and free ports.

They belong to one checkout, start once (a few seconds) and are found again by the next run:
``python -m tests.services up | down | env``. The testing settings start them by themselves.
"""

from __future__ import annotations
