"""The service on a real port, and a real browser, for tests that go the way of a person."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from scripts.native import ROOT, find_chromium
from tests.databases import SECRET

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    import config

_CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class LiveServer:
    """The service as it listens on ``url``, with the job workers that a test asked for."""

    url: str
    app: Flask
    settings: config.Settings
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self, *module: str) -> subprocess.Popen[bytes]:
        """A job worker as a process of its own, on this server's database; stopped with the server.

        ``module``: what to run in place of ``flask --app wsgi worker``, with its arguments.
        """
        worker = subprocess.Popen(
            [sys.executable, "-m", *(module or ("flask", "--app", "wsgi", "worker"))],
            cwd=ROOT,
            start_new_session=True,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("QONYS_")},
                "QONYS_ENVIRONMENT": "test",
                "QONYS_SECRET_KEY": SECRET,
                "QONYS_BASE_URL": self.url,
                "QONYS_INSTANCE_DIR": str(self.settings.instance_dir),
                "DATABASE_URL": str(self.settings.database_url),
            },
        )
        self.workers.append(worker)
        return worker

    def stop_workers(self) -> None:
        """End the workers, the polite way first."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            try:
                worker.wait(15)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        self.workers.clear()


@contextmanager
def serve(settings: config.Settings) -> Iterator[LiveServer]:
    """Serve the application on a free port, each request in a thread, until the block ends."""
    # The port must be known before the application is made: it stands in links and QR codes.
    holder: list[Flask] = []

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return holder[0](environ, start_response)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    app = create_app(replace(settings, base_url=url, port=server.server_port))
    app.testing = True
    holder.append(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    live = LiveServer(url, app, settings)
    try:
        yield live
    finally:
        live.stop_workers()
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextmanager
def launched_browser(*, required: bool) -> Iterator[Browser]:
    """Chromium without a window; where there is none: a failure if ``required``, else a skip that says so."""
    path = find_chromium()
    if path is None:
        message = "NO BROWSER: Chromium was not found, so no page was tried in one (`make test` says how to get it)"
        if required:
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_CHROMIUM_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()
