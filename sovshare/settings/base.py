"""What every profile shares. A profile offers its own defaults first, then imports this."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

import apps.api.conf
from sovshare.logs import logging_config
from sovshare.settings import catalogue
from sovshare.settings.stores import cache_config, channel_layer_config, database_config

BASE_DIR = catalogue.PROJECT_DIR

# Identity of this installation
SECRET_KEY = catalogue.SECRET_KEY.read()
DEBUG = catalogue.DEBUG.read()
DATA_DIR = catalogue.DATA_DIR.read()
PUBLIC_URL = catalogue.PUBLIC_URL.read()
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = catalogue.ALLOWED_HOSTS.read() or [urlsplit(PUBLIC_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
REALTIME_PORT = catalogue.REALTIME_PORT.read()
TRUSTED_PROXIES = catalogue.TRUSTED_PROXIES.read()

# Parts
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "sovshare.collected.CollectedConfig",
    # Before allauth: its pages are found here first.
    "apps.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "apps.core",
    "apps.audit",
    "apps.storage",
    "apps.scanning",
    "apps.drive",
    "apps.sharing",
    "apps.documents",
    "apps.notifications",
    "apps.portal",
    "apps.api",
    "apps.realtime",
    "sovshare",
]
MIDDLEWARE = [
    "sovshare.middleware.request_ids",
    "sovshare.middleware.private_answers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.accounts.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "sovshare.middleware.readable_addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.person_locale",
    "sovshare.middleware.absent_parts",
]
ROOT_URLCONF = "sovshare.urls"
ASGI_APPLICATION = "sovshare.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The API's addresses have no trailing slash; a redirect would also lose the body of a PUT.
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sovshare.theme.wear_theme",
            ],
        },
    },
]

# Where things are kept
DATABASES: dict[str, Any] = {
    "default": database_config(
        catalogue.DATABASE_URL.read(), pool_size=catalogue.DATABASE_POOL_SIZE.read()
    )
}
REDIS_URL = catalogue.REDIS_URL.read()
CACHES: dict[str, Any] = {"default": cache_config(REDIS_URL)}
CHANNEL_LAYERS: dict[str, Any] = {"default": channel_layer_config(REDIS_URL)}
S3_ENDPOINT_URL = catalogue.S3_ENDPOINT_URL.read()
S3_BUCKET = catalogue.S3_BUCKET.read()
S3_REGION = catalogue.S3_REGION.read()
S3_ACCESS_KEY_ID = catalogue.S3_ACCESS_KEY_ID.read()
S3_SECRET_ACCESS_KEY = catalogue.S3_SECRET_ACCESS_KEY.read()
CLAMD_ADDRESS = catalogue.CLAMD_ADDRESS.read()
SCAN_MAX_BYTES = catalogue.SCAN_MAX_BYTES.read()
SIGNATURE_MAX_AGE_HOURS = catalogue.SIGNATURE_MAX_AGE_HOURS.read()

# Limits
UPLOAD_ONE_SHOT_MAX_BYTES = catalogue.UPLOAD_ONE_SHOT_MAX_BYTES.read()
QUOTA_PERSONAL_BYTES = catalogue.QUOTA_PERSONAL_BYTES.read()
QUOTA_SPACE_BYTES = catalogue.QUOTA_SPACE_BYTES.read()
LINK_DEFAULT_DAYS = catalogue.LINK_DEFAULT_DAYS.read()
LINK_MAXIMUM_DAYS = catalogue.LINK_MAXIMUM_DAYS.read()
DOCUMENT_MAX_BYTES = catalogue.DOCUMENT_MAX_BYTES.read()
DOCUMENT_UPDATE_MAX_BYTES = catalogue.DOCUMENT_UPDATE_MAX_BYTES.read()
DOCUMENT_UPDATE_MAX_STRUCTS = catalogue.DOCUMENT_UPDATE_MAX_STRUCTS.read()
DOCUMENT_STRING_MAX_BYTES = catalogue.DOCUMENT_STRING_MAX_BYTES.read()
DOCUMENT_MAX_DEPTH = catalogue.DOCUMENT_MAX_DEPTH.read()
DOCUMENT_HISTORY_DAYS = catalogue.DOCUMENT_HISTORY_DAYS.read()
_recovery = catalogue.DOCUMENT_RECOVERY_UNTIL.read()
DOCUMENT_RECOVERY_UNTIL = datetime.fromisoformat(_recovery) if _recovery else None
TRASH_RETENTION_DAYS = catalogue.TRASH_RETENTION_DAYS.read()
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
if LINK_DEFAULT_DAYS > LINK_MAXIMUM_DAYS:
    raise ImproperlyConfigured("LINK_DEFAULT_DAYS is longer than LINK_MAXIMUM_DAYS.")

# Sign-in
AUTH_USER_MODEL = "accounts.Person"
# Django's own, by normalised address: it answers an unknown person, a wrong password and a
# deactivated account alike and in the same time.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# People come by invitation or by an administrator's hand, so that the address is already proven.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"reset_password": "10/m/ip,3/10m/key", "invitation": "30/m/ip"}
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.LoginForm",
    "reset_password": "apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.ResetPasswordKeyForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.CodeForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "apps.accounts.forms.ActivateTotpForm",
    "add_webauthn": "apps.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "apps.accounts.forms.RenamePasskeyForm",
}
MFA_ADAPTER = "apps.accounts.adapters.MfaAdapter"
# The address was proven by the invitation; allauth's own table of addresses is not used.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "sovshare"
# Browsers allow passkeys on http://localhost; the library must be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_AGE = catalogue.SESSION_MAX_AGE_HOURS.read() * 3600
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apps.api.handlers.csrf_failure"

# Answers
# A policy cannot name an IPv6 address (CSP3, host-source).
_socket_hosts = [host for host in ALLOWED_HOSTS if REALTIME_PORT and not host.startswith("[")]
_sockets = [f"ws://{host}:{REALTIME_PORT}" for host in _socket_hosts]
X_FRAME_OPTIONS = "DENY"
# Under "no-referrer" a browser sends forms with the origin "null" (Fetch standard), which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, *_sockets],
        "media-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# REST door. The address was settled in sovshare.proxies: DRF must not read X-Forwarded-For itself.
REST_FRAMEWORK: dict[str, Any] = {**apps.api.conf.REST_FRAMEWORK, "NUM_PROXIES": 0}
SPECTACULAR_SETTINGS: dict[str, Any] = {**apps.api.conf.SPECTACULAR_SETTINGS}

# Static files: the browser application is built by Vite into frontend/dist, with base /static/app/
STATIC_URL = "/static/"
THEME_FILE = catalogue.THEME_FILE.read()
STATIC_ROOT = catalogue.STATIC_DIR.read()
FRONTEND_DIST_DIR = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [("app", FRONTEND_DIST_DIR)] if FRONTEND_DIST_DIR.is_dir() else []
STORAGES: dict[str, Any] = {
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
# Fonts and images are compressed already; source maps are for a developer's tools only.
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = ["woff2", "woff", "png", "jpg", "gif", "map"]

# Languages
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Mail
_mail = catalogue.EMAIL_URL.read()
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = catalogue.EMAIL_FROM.read()
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = logging_config(level=catalogue.LOG_LEVEL.read())
