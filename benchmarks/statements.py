"""Statements that a page costs: ``python -m benchmarks.statements PATH…`` as a case worker who signed in.

Prints JSON.
"""

from __future__ import annotations

import json
import sys

from flask import Flask

from app import create_app
from benchmarks.client import TOKEN
from benchmarks.people import LOGIN
from benchmarks.writing import counted


def count(app: Flask, paths: list[str]) -> dict[str, int]:
    """Statements by path, once everything that a process keeps is there."""
    client = app.test_client()
    page = client.get("/account/staff-sign-in").get_data(as_text=True)
    token = TOKEN.search(page)
    form = {"csrf_token": token[1] if token else "", "email": LOGIN.login, "password": LOGIN.password}
    if client.post("/account/staff-sign-in", data=form).status_code != 303:
        raise RuntimeError("sign-in failed")
    found = {}
    for path in paths:
        client.get(path)
        with counted() as statements:
            client.get(path)
        found[path] = len(statements)
    return found


def main(arguments: list[str]) -> int:
    """Count and print."""
    print(json.dumps(count(create_app(), arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
