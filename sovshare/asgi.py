"""The roof's door: every connection, HTTP or WebSocket, enters here."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sovshare.settings.embedded")
# Django types its application by plain dictionaries, asgiref by the events of the protocol.
_http: Any = get_asgi_application()

# Models may be imported only once Django is set up.
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from apps.api.streaming import bound_bodies  # noqa: E402
from apps.realtime.routing import websocket_urlpatterns  # noqa: E402
from sovshare.proxies import settle_client  # noqa: E402
from sovshare.static import serve_static  # noqa: E402

_websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))

application = settle_client(
    ProtocolTypeRouter(
        {
            "http": serve_static(
                bound_bodies(_http), root=settings.STATIC_ROOT, prefix=settings.STATIC_URL
            ),
            "websocket": _websocket,
        }
    ),
    trusted=settings.TRUSTED_PROXIES,
)
