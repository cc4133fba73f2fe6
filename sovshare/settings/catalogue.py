"""Every setting an operator can give, once, with its type, default and explanation."""

from __future__ import annotations

from pathlib import Path

from sovshare.settings.environment import (
    boolean,
    database,
    folder,
    instant,
    integer,
    mail,
    networks,
    text,
    url,
    words,
)

PROJECT_DIR = Path(__file__).resolve().parents[2]
# A century: beyond it a typing error is likelier than a wish, and dates end in the year 9999.
MOST_DAYS = 36_500

SECRET_KEY = text(
    "SECRET_KEY", "at least 50 random characters; signs sessions and cookies", is_secret=True
)
PUBLIC_URL = url(
    "PUBLIC_URL",
    "address people type, for example https://fichiers.exemple.fr",
    None,
    schemes=("https", "http"),
    takes_path=False,
)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "host names answered to; by default that of PUBLIC_URL", [])
DATA_DIR = folder("DATA_DIR", "where the embedded profile keeps its data", PROJECT_DIR / ".data")
PORT = integer("PORT", "port of the web process", 8000, minimum=1, maximum=65000)
REALTIME_PORT = integer(
    "REALTIME_PORT",
    "port where browsers reach the WebSocket door; 0 = that of PUBLIC_URL, through the proxy",
    0,
    maximum=65535,
)
WEB_CONCURRENCY = integer("WEB_CONCURRENCY", "number of web processes", 1, minimum=1, maximum=256)
DEBUG = boolean(
    "DEBUG", "error pages with source code, for development; refused in production", False
)
LOG_LEVEL = text(
    "LOG_LEVEL",
    "least severity written to the log",
    "INFO",
    choices=("DEBUG", "INFO", "WARNING", "ERROR"),
)
TRUSTED_PROXIES = networks(
    "TRUSTED_PROXIES", "proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed"
)

DATABASE_URL = database("DATABASE_URL", "for example postgres://user:password@host:5432/sovshare")
DATABASE_POOL_SIZE = integer(
    "DATABASE_POOL_SIZE", "most PostgreSQL connections of one process", 20, minimum=2, maximum=1000
)
REDIS_URL = url(
    "REDIS_URL",
    "shared cache and channel layer; empty = inside the process, for a single one",
    "",
    schemes=("redis", "rediss", "unix"),
    is_secret=True,
)

S3_ENDPOINT_URL = url(
    "S3_ENDPOINT_URL", "S3 server, reached by the service only", None, schemes=("https", "http")
)
S3_BUCKET = text(
    "S3_BUCKET", "bucket of the files, at least three characters", "sovshare", minimum_length=3
)
S3_REGION = text("S3_REGION", "region that requests are signed for", "us-east-1")
S3_ACCESS_KEY_ID = text("S3_ACCESS_KEY_ID", "access key of the bucket", is_secret=True)
S3_SECRET_ACCESS_KEY = text("S3_SECRET_ACCESS_KEY", "secret key of the bucket", is_secret=True)

CLAMD_ADDRESS = url(
    "CLAMD_ADDRESS",
    "antivirus daemon: unix:///run/clamav/clamd.ctl or tcp://host:3310",
    None,
    schemes=("unix", "tcp"),
)
SCAN_MAX_BYTES = integer(
    "SCAN_MAX_BYTES",
    "largest file sent to the antivirus, at most its StreamMaxLength; larger ones never leave",
    512 * 1024 * 1024,
    minimum=1,
)
SIGNATURE_MAX_AGE_HOURS = integer(
    "SIGNATURE_MAX_AGE_HOURS",
    "oldest antivirus signatures that may call a file clean; 0 = not checked, refused in production",
    24,
    maximum=MOST_DAYS * 24,
)

EMAIL_URL = mail(
    "EMAIL_URL",
    "outgoing mail, for example smtp+tls://user:password@host:587; empty = shown on the console,"
    " refused in production",
    "console:",
)
EMAIL_FROM = text("EMAIL_FROM", "sender of our mails", "sovshare <no-reply@localhost>")

UPLOAD_ONE_SHOT_MAX_BYTES = integer(
    "UPLOAD_ONE_SHOT_MAX_BYTES", "largest file sent in one request", 100 * 1024 * 1024, minimum=1
)
QUOTA_PERSONAL_BYTES = integer("QUOTA_PERSONAL_BYTES", "room of a personal space", 10 * 1024**3)
QUOTA_SPACE_BYTES = integer("QUOTA_SPACE_BYTES", "room of a team space", 100 * 1024**3)
LINK_DEFAULT_DAYS = integer(
    "LINK_DEFAULT_DAYS",
    "life of a link when none is chosen",
    30,
    minimum=1,
    maximum=MOST_DAYS,
)
LINK_MAXIMUM_DAYS = integer(
    "LINK_MAXIMUM_DAYS", "longest life of a link", 365, minimum=1, maximum=MOST_DAYS
)
DOCUMENT_MAX_BYTES = integer(
    "DOCUMENT_MAX_BYTES",
    "largest live document, without its images; a page of text takes about 10 kB",
    64 * 1024 * 1024,
    minimum=1024 * 1024,
)
DOCUMENT_UPDATE_MAX_BYTES = integer(
    "DOCUMENT_UPDATE_MAX_BYTES",
    "largest single change of a live document, for example a paste",
    8 * 1024 * 1024,
    minimum=64 * 1024,
)
DOCUMENT_UPDATE_MAX_STRUCTS = integer(
    "DOCUMENT_UPDATE_MAX_STRUCTS",
    "most structures in a single change of a live document",
    200_000,
    minimum=1000,
)
DOCUMENT_STRING_MAX_BYTES = integer(
    "DOCUMENT_STRING_MAX_BYTES",
    "longest run of text or value in a single change of a live document",
    1024 * 1024,
    minimum=1024,
)
DOCUMENT_MAX_DEPTH = integer(
    "DOCUMENT_MAX_DEPTH",
    "how deeply lists, tables and quotes may be nested in a live document; each takes two levels",
    100,
    minimum=16,
    maximum=500,
)
DOCUMENT_HISTORY_DAYS = integer(
    "DOCUMENT_HISTORY_DAYS",
    "days for which a live document's history is kept to the second; older is kept by the hour,"
    " automatic versions by the day",
    365,
    minimum=1,
    maximum=MOST_DAYS,
)
DOCUMENT_RECOVERY_UNTIL = instant(
    "DOCUMENT_RECOVERY_UNTIL",
    "after a backup was restored: until when browsers may bring back what others wrote; empty = no",
)
TRASH_RETENTION_DAYS = integer(
    "TRASH_RETENTION_DAYS", "days before the trash is purged", 30, minimum=1, maximum=MOST_DAYS
)
SESSION_MAX_AGE_HOURS = integer(
    "SESSION_MAX_AGE_HOURS",
    "hours without a request before a session ends",
    24 * 7,
    minimum=1,
    maximum=MOST_DAYS * 24,
)
THEME_FILE = text(
    "THEME_FILE", "the house's name, logo and colours, a TOML file; empty = the product's own", ""
)
STATIC_DIR = folder(
    "STATIC_DIR",
    "where `manage.py collectstatic` puts what the browser loads",
    PROJECT_DIR / "staticfiles",
)
