"""The proxy's configuration, as text and as nginx reads it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.deploy.files import NGINX, SERVICES
from tests.deploy.proxy import free_places, make_certificate, place
from tests.services.processes import find_program


def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    config = place(tmp_path, free_places())
    done = subprocess.run(
        [find_program("nginx", "nginx-light"), "-t", "-p", str(tmp_path), "-c", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_the_proxy_buffers_nothing_and_claims_nothing_for_the_client() -> None:
    assert "proxy_request_buffering off;" in NGINX
    assert "proxy_buffering off;" in NGINX
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX
    # A place with headers of its own would lose the common ones.
    assert "proxy_set_header" not in NGINX[NGINX.index("location / ") :]


def test_the_proxy_leads_where_compose_listens() -> None:
    led = dict(re.findall(r"http://(\w+):(\d+)", NGINX))
    assert led.keys() == {"web", "realtime"}
    assert f"--port={led['realtime']}" in SERVICES["realtime"]["command"]
    assert SERVICES["realtime"]["environment"]["PORT"] == led["realtime"]
    assert led["web"] == "8000"


def test_what_it_mounts_is_where_it_reads() -> None:
    volumes = SERVICES["proxy"]["volumes"]
    assert "./deploy/nginx.conf:/etc/nginx/nginx.conf:ro" in volumes
    folders = {path.rpartition("/")[0] for path in re.findall(r"\S+/\w+\.pem", NGINX)}
    assert folders == {"/etc/nginx/tls"}
    assert any(volume.endswith(":/etc/nginx/tls:ro") for volume in volumes)
