"""``manage.py worker``: runs the registered jobs until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time
from argparse import ArgumentParser
from threading import Event, Thread
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections

from apps.core.errors import UnavailableError
from apps.core.jobs import Job, registered_jobs

logger = logging.getLogger(__name__)

TOLD_SECONDS = 0.2


class Command(BaseCommand):
    """One thread a job, so that a long scan does not keep objects from being deleted."""

    help = "Runs the product's background work: scanning, deletion, trash, reconciliation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--once``."""
        parser.add_argument(
            "--once", action="store_true", help="do what is due now, then stop (for cron and tests)"
        )

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; the portion under way is finished first."""
        if once:
            for job in registered_jobs():
                while _run(job):
                    pass
            return
        told = _Told()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, told.note)
        stopping = Event()
        threads = [Thread(target=_repeat, args=(job, stopping)) for job in registered_jobs()]
        for thread in threads:
            thread.start()
        logger.info("worker started", extra={"jobs": len(threads)})
        while not told.is_told:
            time.sleep(TOLD_SECONDS)
        stopping.set()
        for thread in threads:
            thread.join()
        logger.info("worker stopped")


class _Told:
    """Remembers that a signal came.

    Nothing that takes a lock may happen in a handler: the next signal interrupts it in its middle.
    """

    is_told = False

    def note(self, number: int, frame: FrameType | None) -> None:
        self.is_told = True


def _repeat(job: Job, stopping: Event) -> None:
    while not stopping.is_set():
        if not _run(job):
            stopping.wait(job.every_seconds)
    connections.close_all()


def _run(job: Job) -> int:
    """Run one portion; a failing job is logged and tried again at its next turn."""
    close_old_connections()
    try:
        return job.run()
    except UnavailableError as error:
        logger.warning("a part does not answer", extra={"job": job.name, "code": error.code})
    except Exception:
        logger.exception("job failed", extra={"job": job.name})
    return 0
