"""The files an operator installs from, kept honest without a Docker engine."""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from sovshare.settings.catalogue import PROJECT_DIR
from sovshare.settings.environment import TABLE

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT_DIR / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "realtime", "worker")
DOCKERFILE = (PROJECT_DIR / "Dockerfile").read_text()
INSTRUCTIONS = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", DOCKERFILE)).splitlines()
NGINX = (PROJECT_DIR / "deploy" / "nginx.conf").read_text()


def test_every_setting_in_compose_is_one_of_ours() -> None:
    for name in OURS:
        assert SERVICES[name]["environment"].keys() <= TABLE.keys()


def test_compose_gives_every_setting_that_is_required() -> None:
    required = {name for name, setting in TABLE.items() if setting.default is None}
    for name in OURS:
        assert required <= SERVICES[name]["environment"].keys()


def test_no_secret_has_a_default() -> None:
    text = (PROJECT_DIR / "compose.yaml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text
        assert re.search(rf"(?m)^{name}=$", (PROJECT_DIR / "deploy" / "env.example").read_text())


def test_the_example_names_everything_compose_asks_for() -> None:
    text = (PROJECT_DIR / "compose.yaml").read_text()
    example = (PROJECT_DIR / "deploy" / "env.example").read_text()
    for name in set(re.findall(r"\$\{([A-Z0-9_]+):\?", text)):
        assert re.search(rf"(?m)^{name}=", example), name


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_change_themselves(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["networks"] == ["inside"]
    assert "ports" not in service


def test_only_the_proxy_is_reachable_and_the_inside_has_no_way_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_proxy_is_the_one_whose_word_is_believed() -> None:
    subnet = COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == subnet


def test_images_are_named_by_version() -> None:
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images = [image for image in images if not image.startswith("sovshare:")]
    images += [line.split()[1] for line in INSTRUCTIONS if line.startswith("FROM ")]
    for image in images:
        assert re.search(r":[a-z]*\d", image), image
        assert "latest" not in image


def test_the_image_runs_as_nobody_special() -> None:
    users = [line for line in INSTRUCTIONS if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
    last_run = max(n for n, line in enumerate(INSTRUCTIONS) if line.startswith("RUN "))
    assert INSTRUCTIONS.index(users[0]) > last_run


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    sources = []
    for line in INSTRUCTIONS:
        if line.startswith("COPY ") and "--from=" not in line:
            sources += line.split()[1:-1]
    assert sources
    for source in sources:
        assert (PROJECT_DIR / source).exists(), source
        assert not _is_ignored(source), source
    assert _is_ignored(".env")
    assert _is_ignored(".git")
    assert _is_ignored("frontend/node_modules")


def _is_ignored(path: str) -> bool:
    """Apply .dockerignore as Docker does: the last line that matches decides."""
    ignored = False
    for line in (PROJECT_DIR / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        parents = [path, *map(str, Path(path).parents)]
        if any(fnmatch.fnmatch(part, pattern) for part in parents if part != "."):
            ignored = not line.startswith("!")
    return ignored


def test_the_servers_start_as_the_procfile_starts_them() -> None:
    """The same options, apart from place: what is tried by `make run` is what is deployed."""
    procfile = dict(
        line.split(": ", 1) for line in (PROJECT_DIR / "Procfile").read_text().splitlines() if line
    )
    web = next(line for line in INSTRUCTIONS if line.startswith("CMD "))
    assert _options(procfile["web"]) == _options(" ".join(yaml.safe_load(web[4:])))
    assert _options(procfile["realtime"]) == _options(" ".join(SERVICES["realtime"]["command"]))
    assert procfile["worker"].endswith(" ".join(SERVICES["worker"]["command"]))


def _options(command: str) -> set[str]:
    """Return uvicorn's options as ``--name=value``, without host and port."""
    words = shlex.split(command.partition("uvicorn ")[2])
    options: list[str] = []
    for word in words:
        if word.startswith("--"):
            options.append(word)
        elif options and "=" not in options[-1]:
            options[-1] += f"={word}"
    return {option for option in options if not option.startswith(("--host", "--port"))}


def test_the_proxy_buffers_nothing_and_claims_nothing_for_the_client() -> None:
    assert "proxy_request_buffering off;" in NGINX
    assert "proxy_buffering off;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX
    assert NGINX.count("X-Forwarded-For $remote_addr;") == NGINX.count("proxy_pass ")


def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    assert program is not None
    config = _placed(tmp_path)
    done = subprocess.run(
        [program, "-t", "-c", str(config)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _placed(folder: Path) -> Path:
    """Return the configuration with places of this machine and a certificate of the moment."""
    subprocess.run(
        shlex.split(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost "
            "-out fullchain.pem -keyout privkey.pem"
        ),
        cwd=folder,
        capture_output=True,
        check=True,
    )
    text = NGINX.replace("/etc/nginx/tls", str(folder)).replace("/run/nginx.pid", f"{folder}/pid")
    text = text.replace("server web:8000", "server 127.0.0.1:8000")
    text = text.replace("server realtime:8001", "server 127.0.0.1:8001")
    config = folder / "nginx.conf"
    config.write_text(text.replace("/dev/stdout", f"{folder}/access.log"))
    return config


def test_the_example_of_settings_is_accepted_by_production() -> None:
    """What compose gives, filled in as the example says, starts the production profile."""
    import os
    import secrets
    import sys

    environment = {
        name: str(value)
        for name, value in SERVICES["web"]["environment"].items()
        if "${" not in str(value)
    }
    environment |= {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PUBLIC_URL": "https://fichiers.exemple.fr",
        "DATABASE_URL": f"postgres://sovshare:{secrets.token_hex(24)}@postgres:5432/sovshare",
        "S3_ACCESS_KEY_ID": secrets.token_hex(10).upper(),
        "S3_SECRET_ACCESS_KEY": secrets.token_hex(20),
        "EMAIL_URL": "smtp+tls://user:password@smtp.exemple.fr:587",
        "EMAIL_FROM": "sovshare <no-reply@exemple.fr>",
        "DJANGO_SETTINGS_MODULE": "sovshare.settings.production",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
