"""What the figures were taken on, and what processes weigh."""

from __future__ import annotations

import os
import platform
import subprocess
from typing import Any

import psycopg

from app.gateways.database import DRIVER


def about(database_url: str) -> dict[str, Any]:
    """Processors, load by others when the measurement began, versions."""
    with psycopg.connect(database_url.replace(DRIVER, "postgresql", 1)) as connection:
        settings = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('server_version', 'fsync', 'synchronous_commit', 'shared_buffers') ORDER BY name"
        ).fetchall()
    return {
        "processors": os.cpu_count(),
        "load_average_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": dict(settings),
    }


def children_of(pid: int) -> list[int]:
    """Processes that ``pid`` started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    pairs = (line.split() for line in listed.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]


def resident_mb(pid: int) -> float:
    """Memory that the process holds, shared pages included (RSS), in megabytes."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True, text=True).stdout
    return round(int(shown) / 1024, 1)
