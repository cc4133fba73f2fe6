"""The roof's door: every connection, HTTP or WebSocket, enters here."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sovshare.settings.embedded")
try:
    # Django types its application by plain dictionaries, asgiref by the events of the protocol.
    _http: Any = get_asgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"sovshare does not start: {error}")

# Models may be imported only once Django is set up.
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings

from apps.api.streaming import bound_bodies
from apps.realtime.routing import websocket_urlpatterns
from sovshare.lifespan import lifespan
from sovshare.proxies import settle_client
from sovshare.static import serve_static

_websocket = URLRouter(websocket_urlpatterns)

application = settle_client(
    ProtocolTypeRouter(
        {
            "http": serve_static(
                bound_bodies(_http), root=settings.STATIC_ROOT, prefix=settings.STATIC_URL
            ),
            "websocket": _websocket,
            "lifespan": lifespan,
        }
    ),
    trusted=settings.TRUSTED_PROXIES,
)
