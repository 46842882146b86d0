# The page in a container. The library lies in the volume /data and is made from the seeds on first
# use. Publish the port to this machine only, or stand it behind a proxy: there is no log-in.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/python -m pip install --no-deps --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE app.py ./
COPY index index
COPY rag rag
COPY prompts prompts
COPY seeds seeds
RUN /opt/venv/bin/python -m pip install --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/python -m compileall -q index rag prompts

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home councilqa \
    && install --directory --owner councilqa /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER councilqa
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
# One process: the library has one writer, and Chroma is embedded.
# Its page is asked for at this machine; for another name, give the command with --name NAME.
CMD ["councilqa", "serve", "--host", "0.0.0.0", "--port", "7860", "--name", "localhost"]
