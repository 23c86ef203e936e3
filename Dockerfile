# The portal as one image; docker-compose.yml runs it as web server, worker, scheduler and for migrations.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PORTAL_DATA_DIR=/srv/portal/var
WORKDIR /srv/portal

COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/base.txt

COPY . .
# Static files are gathered while building; the settings ask for values that only a running portal needs.
RUN PORTAL_MODE=production PORTAL_HOSTS=build.invalid PORTAL_URL=https://build.invalid \
    PORTAL_MAIL_FROM=portal@build.invalid PORTAL_MAIL_REPLY_TO=portal@build.invalid \
    DATABASE_URL=postgres://build REDIS_URL=redis://build \
    PORTAL_SECRET_KEY=used-while-building-only-and-nowhere-else-0123456789-abcdef \
    python manage.py collectstatic --noinput && python -m compileall -q .

# Nobody: no home, no shell, and nothing here belongs to them.
USER 65534:65534
EXPOSE 8000
CMD ["gunicorn", "npq_portal.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
