"""Contents that must never be served, made when needed so that no antivirus eats the checkout."""

from __future__ import annotations

import io
import zipfile

# https://www.eicar.org: a harmless text that every engine reports. Kept in two parts.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"


def zip_of(**members: bytes) -> bytes:
    """Return a deflated zip with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def nested_zip(content: bytes, depth: int) -> bytes:
    """Return ``content`` wrapped in ``depth`` zips."""
    for _ in range(depth):
        content = zip_of(inner=content)
    return content


EICAR_FORMS = {
    "bare": EICAR,
    "in a zip": zip_of(note=EICAR),
    "in a nested zip": nested_zip(EICAR, 3),
}
