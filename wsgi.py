"""Entry point of every process: the web server, the job workers and the commands (``flask --app wsgi …``)."""

from __future__ import annotations

from app import create_app

app = create_app()
