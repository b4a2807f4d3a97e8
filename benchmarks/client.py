"""One person at a browser, as fast as it answers: a process of its own with one connection that stays open.

``python -m benchmarks.client`` reads its orders as JSON from standard input: address, login, password, and runs (name,
paths, seconds, when to begin); for each run it prints the time of every request.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import sys
import time
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """A connection with its cookies."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=30)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of the page; a connection that the server closed while it was idle is opened anew."""
        try:
            return self._ask("GET", path, None)
        except (http.client.RemoteDisconnected, ConnectionResetError):
            self._connection.close()
            return self._ask("GET", path, None)

    def sign_in(self, login: str, password: str) -> None:
        """As people do: open the page, send its form with its token."""
        path = "/account/staff-sign-in"
        status, page = self.get(path)
        token = TOKEN.search(page.decode())
        if status != 200 or token is None:
            raise RuntimeError(f"{path}: {status}, token {'found' if token else 'missing'}")
        form = {"csrf_token": token[1], "email": login, "password": password, "one_time_code": ""}
        # People take longer to type than the server keeps an idle connection.
        self._connection.close()
        status, page = self._ask("POST", path, urlencode(form))
        if status != 303:
            raise RuntimeError(f"sign-in: {status}")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return response.status, content


def main() -> int:
    """Do what standard input asks."""
    orders: dict[str, Any] = json.load(sys.stdin)
    browser = Browser(orders["host"], orders["port"])
    browser.sign_in(orders["login"], orders["password"])
    chance = random.Random(orders["seed"])
    found: dict[str, list[float]] = {}
    for run in orders["runs"]:
        paths = list(run["paths"])
        chance.shuffle(paths)
        time.sleep(max(0.0, run["begin"] - time.time()))
        found[run["name"]] = _run(browser, paths, run["seconds"])
    print(json.dumps(found))
    return 0


def _run(browser: Browser, paths: list[str], seconds: float) -> list[float]:
    """Times in seconds of the requests that began within ``seconds``."""
    times = []
    position = 0
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        path = paths[position % len(paths)]
        status, _ = browser.get(path)
        times.append(time.perf_counter() - began)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        position += 1
    return times


if __name__ == "__main__":
    sys.exit(main())
