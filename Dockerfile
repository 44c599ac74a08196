# One image for the API, the workers and the migrations: the command says which.
FROM node:22-slim AS explorer
WORKDIR /console
COPY console/package.json console/package-lock.json console/.npmrc ./
RUN npm ci --ignore-scripts
COPY console .
RUN node bundle.mjs /built

FROM python:3.11-slim AS build
WORKDIR /nudge
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.lock pyproject.toml ./
RUN pip install --require-hashes -r requirements.lock
COPY app app
COPY workers workers
COPY --from=explorer /built app/graphql/pages/graphiql
RUN pip install --no-deps --no-build-isolation . \
    # The lock pins the tools of development too; a server does without them.
    && python -c "import re, tomllib; \
project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
print(*(re.match(r'[\w-]+', line)[0] for line in project['optional-dependencies']['dev']))" \
    | xargs pip uninstall --yes --quiet

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home nudge
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 NUDGE_DATA_DIR=/home/nudge/var
USER nudge
WORKDIR /home/nudge
EXPOSE 8000
CMD ["nudge", "api", "--host", "0.0.0.0"]
