# sovshare: one image for web, realtime, worker and migrations. Nothing in it changes at run time.
# Images are named by tag here; pin them by digest in your registry's copy.

FROM docker.io/library/node:24-bookworm-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
COPY apps/documents/schema.json /build/apps/documents/
RUN npm run build

FROM docker.io/library/python:3.11-slim-bookworm AS python
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/sovshare
COPY requirements/base.txt /build/
RUN /opt/sovshare/bin/pip install --require-hashes -r /build/base.txt

FROM docker.io/library/python:3.11-slim-bookworm AS product
ENV PATH=/opt/sovshare/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=sovshare.settings.production \
    STATIC_DIR=/app/static DATA_DIR=/tmp PORT=8000
WORKDIR /app
COPY --from=python /opt/sovshare /opt/sovshare
COPY manage.py pyproject.toml ./
COPY scripts ./scripts
COPY sovshare ./sovshare
COPY apps ./apps
COPY --from=frontend /build/frontend/dist ./frontend/dist
# collectstatic needs settings, not secrets: these values exist in this step only.
RUN python -m scripts.compile_messages \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
       PUBLIC_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build \
       S3_ENDPOINT_URL=https://build.invalid S3_ACCESS_KEY_ID=buildbuildbuild \
       S3_SECRET_ACCESS_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(30))')" \
       CLAMD_ADDRESS=tcp://build.invalid:3310 EMAIL_URL=smtp://build.invalid:25 \
       python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q apps scripts sovshare \
    && chmod -R a+rX .
# A number, so that an orchestrator can check that it is not root.
USER 10001:10001
EXPOSE 8000 8001
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "scripts.probe"]
CMD ["uvicorn", "sovshare.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--loop", "uvloop", "--http", "httptools", "--ws", "none", "--no-proxy-headers", \
     "--no-server-header", "--no-access-log", "--log-level", "warning", \
     "--timeout-graceful-shutdown", "10"]
