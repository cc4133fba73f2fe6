"""Runs every test and ends with one line that counts them; behind ``make test``."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.orphans import adopt_orphans, end_children

PROJECT_DIR = Path(__file__).resolve().parents[1]
# Program looked for → Debian package that carries it.
PROGRAMS = {
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "clamd": "clamav-daemon",
    "chromium": "chromium",
    "nginx": "nginx-light",
    "openssl": "openssl",
}
# Tests wait for servers more than they compute; two at once fit two cores.
WORKERS = max(2, os.cpu_count() or 1)
# What a runner may take to put away its servers and browsers when it is interrupted.
FAREWELL_SECONDS = 60
PLACES = ["/usr/sbin", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))]


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a runner reported."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            passed=self.passed + other.passed,
            failed=self.failed + other.failed,
            skipped=self.skipped + other.skipped,
        )


def main(arguments: list[str]) -> int:
    """Run pytest (with ``arguments``) and Vitest; return 0 only when all passed."""
    signal.signal(signal.SIGTERM, _end)
    adopt_orphans()
    install_programs()
    environment = {**os.environ, "PATH": os.pathsep.join([_venv_bin(), os.environ["PATH"]])}
    with tempfile.TemporaryDirectory() as folder:
        try:
            _services("up")
            total = _pytest(Path(folder) / "python.xml", arguments, environment)
            total += _vitest(Path(folder) / "frontend.xml", environment)
        finally:
            _services("down")
            end_children()
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {total.failed} failed{skipped}", flush=True)
    return 1 if total.failed or not total.passed else 0


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _services(word: str) -> None:
    """Start or stop PostgreSQL, Redis, S3 and clamd of this checkout."""
    print(f"• {'starting' if word == 'up' else 'stopping'} the servers", flush=True)
    subprocess.run([sys.executable, "-m", "tests.services", word], check=word == "up")


def install_programs() -> None:
    """Obtain what the tests start, by apt when we may. Exits with a sentence when we may not."""
    path = os.pathsep.join([os.environ["PATH"], *PLACES])
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name, path=path)]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"The tests need these packages: {' '.join(missing)}. Install them, try again.")
    print(f"• installing {' '.join(missing)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    subprocess.run(["apt-get", "install", "-y", "-qq", *missing], env=quiet, check=True)


def _venv_bin() -> str:
    return str(Path(sys.executable).parent)


def _pytest(report: Path, arguments: list[str], environment: dict[str, str]) -> Count:
    parallel = [f"--numprocesses={WORKERS}", "--dist=loadfile"]
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *parallel, *arguments]
    return _count(command, report, PROJECT_DIR, environment)


def _vitest(report: Path, environment: dict[str, str]) -> Count:
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    command = ["npx", "--no-install", "vitest", "run", *reporters]
    return _count(command, report, PROJECT_DIR / "frontend", environment)


def _count(command: list[str], report: Path, folder: Path, environment: dict[str, str]) -> Count:
    """Run and read the report. A runner that ended badly without a failed test counts as one."""
    code = _run(command, folder, environment)
    count = _read(report) if report.exists() else Count()
    return count + Count(failed=1) if code != 0 and count.failed == 0 else count


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> int:
    """Run and return the exit code; when we are interrupted, the runner may end in order.

    In a session of its own, so that Ctrl-C reaches it once, from us.
    """
    with subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True) as process:
        try:
            return process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(FAREWELL_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            raise


def _read(report: Path) -> Count:
    root = ET.parse(report).getroot()  # noqa: S314 - written by our own runners
    suites = list(root.iter("testsuite"))
    total, skipped = _sum(suites, "tests"), _sum(suites, "skipped")
    failed = _sum(suites, "failures") + _sum(suites, "errors")
    return Count(passed=total - failed - skipped, failed=failed, skipped=skipped)


def _sum(suites: list[ET.Element], name: str) -> int:
    return sum(int(suite.get(name) or 0) for suite in suites)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
