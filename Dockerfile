# The bot, its library in the volume /data. Two stages: what is only needed to install stays behind.
FROM python:3.12-slim AS installed
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock \
    && find /venv -name __pycache__ -type d -prune -exec rm -rf {} +

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --home-dir /data quotes && install -d -o quotes -g quotes -m 0700 /data
COPY --from=installed /venv /venv
WORKDIR /app
COPY bot bot
COPY store store
COPY episodes episodes
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE=/data/quotes.db \
    HEALTH_LISTEN=127.0.0.1:9100
USER quotes
VOLUME /data
# The bot leaves within 10 s of SIGTERM.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=12s --start-period=30s --retries=3 CMD ["python", "-m", "bot", "--health"]
# Where there is no library yet, it begins with the episode that ships with the bot; what is deleted later stays so.
CMD ["sh", "-c", "[ -s \"$DATABASE\" ] || python -m store load episodes/*.txt; exec python -m bot"]
