"""An application with nothing but the frame and the macros, and what its pages are read with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html5lib
from flask import Flask, render_template_string
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from app.i18n import LANGUAGE_NAMES, current_language, jinja_callables

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "web" / "static"
FORMS = (
    '{% from "macros/forms.html" import field, fields, error_summary, csrf, submit_button, button_link, post_button,'
    " buttons, fieldset with context %}"
)
PARTS = '{% import "macros/parts.html" as parts %}'


def bare_app() -> Flask:
    """An application with nothing but the environment that docs/look.md describes."""
    app = Flask("look", static_folder=str(STATIC), template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="for tests only", WTF_CSRF_ENABLED=False)
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    gettext, ngettext, pgettext, npgettext = jinja_callables()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )
    CSRFProtect(app)
    app.add_url_rule("/language/<code>", "language.choose", lambda code: code)

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {
            "current_language": current_language(),
            "languages": LANGUAGE_NAMES,
            "service_environment": "demo",
            "nav_items": [{"text": "Өтініштер", "href": "/a", "current": True}, {"text": "Көмек", "href": "/b"}],
            "sign_in_href": "/sign-in",
        }

    return app


def parsed(html: str) -> Any:
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def rendered(source: str, **values: Any) -> Any:
    return parsed(render_template_string(FORMS + PARTS + source, **values))


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def by_id(tree: Any, key: str) -> Any:
    found = [element for element in tree.iter() if element.get("id") == key]
    assert len(found) == 1, f"{len(found)} elements with the id {key}"
    return found[0]


def controls(tree: Any) -> list[Any]:
    return [e for e in tree.iter() if e.tag in ("input", "select", "textarea") and e.get("type") != "hidden"]
