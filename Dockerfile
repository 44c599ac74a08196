# One image for the API, the workers and the migrations: the command says which.
FROM node:24-bookworm-slim AS console
WORKDIR /console
COPY console/package.json console/package-lock.json console/.npmrc ./
RUN npm ci --ignore-scripts --omit=dev
COPY console .
RUN npx vite build --outDir /built

FROM python:3.11-slim-bookworm AS build
WORKDIR /nudge
# The installer stays in this stage; the environment that the image gets holds the runtime packages alone.
COPY requirements-build.lock requirements.lock pyproject.toml ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-build.lock
ENV UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/venv
RUN uv venv /venv && uv pip install --require-hashes -r requirements.lock
COPY app app
COPY workers workers
COPY --from=console /built app/static
RUN uv build --wheel --no-build-isolation --python /usr/local/bin/python --out-dir /wheel \
    && uv pip install --no-deps /wheel/*.whl

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 nudge && useradd --system --uid 10001 --gid nudge --home-dir /home/nudge nudge \
    && install -d -o nudge -g nudge /home/nudge/var
COPY --from=build /venv /venv
# Nothing is written but below the data directory and /tmp: the rest of the file system may be read-only.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NUDGE_DATA_DIR=/home/nudge/var \
    WORKER_METRICS_PORT=9100
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /home/nudge
EXPOSE 8000 9100
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "app.observability.probe"]
CMD ["nudge", "api", "--host", "::"]
