"""A stolen database opens nothing: secrets are planted by every path, then a full dump is searched.

Nextcloud CVE-2020-8183 kept passwords in clear when they were set at creation; CVE-2017-0894 listed
others' tokens.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import TokenScope
from apps.accounts.operations.tokens import issue_token
from apps.core.access import Ability
from apps.sharing.operations.links import create_link, edit_link
from tests.services.servers import _postgres_program
from tests.world import Agent, alice, organisation

__all__ = ["alice", "organisation"]

SIGN_IN = "un mot de passe qui ne sert qu'ici 4821"
LINK_PASSWORD = "lien-secret-7719-creation"
LATER_PASSWORD = "lien-secret-7719-modification"


@pytest.mark.django_db(transaction=True)
def test_no_secret_is_found_in_a_dump_or_the_logs(
    alice: Agent, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secrets = _plant(alice)
    dump = _dump()
    assert alice.person.email.encode() in dump, "the dump is of another database"
    logs = capfd.readouterr()
    said = (logs.out + logs.err + caplog.text).encode()
    for name, secret in secrets.items():
        for form in (secret.encode(), secret.encode().hex().encode()):
            assert form not in dump, name
            assert form not in said, name


def _plant(alice: Agent) -> dict[str, str]:
    alice.person.set_password(SIGN_IN)
    alice.person.save()
    browser = Client()
    browser.post("/account/login/", {"login": alice.person.email, "password": SIGN_IN})
    _, key = issue_token(actor=alice.actor, person=alice.person, name="k", scope=TokenScope.WRITE)
    folder = alice.folder("Marché")
    access = alice.enter(folder, Ability.SHARE_LINK)
    link, token = create_link(access=access, password=LINK_PASSWORD)
    edit_link(access=access, link_id=link.id, password=LATER_PASSWORD)
    partner = Client()
    partner.get(f"/l/{token}")
    partner.post(f"/p/{link.id}/unlock", {"password": LATER_PASSWORD})
    return {
        "password": SIGN_IN,
        "session": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        "API token": key,
        "link token": token,
        "link password": LINK_PASSWORD,
        "changed link password": LATER_PASSWORD,
    }


def _dump() -> bytes:
    database = settings.DATABASES["default"]
    program = _postgres_program("pg_dump")
    done = subprocess.run(
        [program, "--username", database["USER"], "--host", database["HOST"], database["NAME"]],
        env={**os.environ, "PATH": str(Path(program).parent)},
        capture_output=True,
        check=True,
    )
    return done.stdout
