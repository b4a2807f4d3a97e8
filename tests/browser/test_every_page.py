"""Every page in every language: nothing that axe objects to, whole on a small phone, there when printed, translated.

What does not depend on words is looked at in Kazakh alone: the templates are the same.  English is what the sources
say, so its pages are read without a screen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser import scene as scenes
from tests.browser.clock import RunningClock
from tests.browser.places import NOT_PAGES, PLACES, Place
from tests.browser.words import left_in_english, untranslated
from tests.browsers import LiveServer
from tests.web.client import PageClient

pytestmark = pytest.mark.browser
# What lies in a frame (a document in the browser's own viewer) is no page of ours.
_AXE_OPTIONS = {"resultTypes": ["violations"], "iframes": False}
# What the words of a language can spoil: names that are empty, or the same for two different things.
_RULES_OF_WORDS = [
    "area-alt",
    "aria-command-name",
    "aria-input-field-name",
    "aria-meter-name",
    "aria-progressbar-name",
    "aria-toggle-field-name",
    "aria-tooltip-name",
    "button-name",
    "document-title",
    "empty-heading",
    "empty-table-header",
    "frame-title",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "image-redundant-alt",
    "input-button-name",
    "input-image-alt",
    "label",
    "label-title-only",
    "landmark-unique",
    "link-name",
    "role-img-alt",
    "select-name",
    "summary-name",
    "svg-img-alt",
    "table-duplicate-name",
    "valid-lang",
]
_OPTIONS = {"kk": _AXE_OPTIONS, "ru": {**_AXE_OPTIONS, "runOnly": {"type": "rule", "values": _RULES_OF_WORDS}}}
# Only what is wrong comes back: all that is right would take longer to bring over than to find.
_RUN_AXE = "options => axe.run(options).then(({violations}) => ({violations}))"
_TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const beyond = (e) => e.getBoundingClientRect().right > root.clientWidth;
  const wide = [...document.querySelectorAll("body *")].filter(beyond);
  return [`${root.scrollWidth} of ${root.clientWidth} pixels`].concat(
    wide.map((e) => `${e.tagName}.${e.className}: ${(e.innerText || "").slice(0, 60)}`).slice(0, 8));
}"""


@pytest.fixture(scope="module")
def scene(live_server: LiveServer, clock: RunningClock) -> Iterator[scenes.Scene]:
    built = scenes.build(live_server, clock)
    yield built
    built.close()


def test_every_page_of_the_service_is_here(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES
    }
    assert pages - {place.endpoint for place in PLACES} == set()
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= NOT_PAGES


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("place", [place for place in PLACES if not place.is_variant], ids=str)
def test_page(browser: Browser, scene: scenes.Scene, place: Place, language: str) -> None:
    _check(_open(browser, scene, place, language), language)


@pytest.mark.parametrize("place", [place for place in PLACES if not place.is_variant], ids=str)
def test_page_in_english(scene: scenes.Scene, place: Place) -> None:
    person = PageClient(scene.server.app).speaking("en")
    with person.client.session_transaction() as kept:
        kept.update(scene.sessions.get(place.who) or {})
    page = person.get(place.path.format(**scene.values), status=place.status)
    assert page.tree.get("lang") == "en"


@pytest.mark.parametrize("place", [place for place in PLACES if place.is_variant], ids=str)
def test_variant_of_a_page(browser: Browser, scene: scenes.Scene, place: Place) -> None:
    _check(_open(browser, scene, place, "kk"), "kk")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_catalogue_is_whole(language: str) -> None:
    missing = untranslated(language)
    if missing:
        pytest.skip(f"THE {language.upper()} CATALOGUE LACKS {missing} MESSAGES: its pages were not read for English")


def _open(browser: Browser, scene: scenes.Scene, place: Place, language: str) -> Page:
    is_new = place.who not in scene.pages
    page = scene.page(browser, place.who, language)
    if is_new:
        # Once a browser: half a megabyte for every page would take as long as the page.
        page.context.add_init_script(AXE_SCRIPT)
    answer = page.goto(place.path.format(**scene.values))
    assert answer is not None
    assert answer.status == place.status
    # A redirect would show another page than the one that is meant.
    assert answer.request.redirected_from is None, f"leads to {page.url}"
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def _check(page: Page, language: str) -> None:
    found = AxeResults(page.evaluate(_RUN_AXE, _OPTIONS[language]))
    assert found.violations_count == 0, found.generate_report()
    if not untranslated(language):
        english = left_in_english(page.locator("body").inner_text(), language)
        assert not english, f"in English: {english}"
    if language == "kk":
        _is_whole_on_a_small_phone(page)
        _can_be_printed(page)


def _is_whole_on_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    try:
        assert page.evaluate(_TOO_WIDE) == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})


def _can_be_printed(page: Page) -> None:
    page.emulate_media(media="print")
    try:
        heading = page.locator("h1")
        expect(heading).to_be_visible()
        assert len(page.locator("main").inner_text()) > len(heading.inner_text())
        expect(page.locator(".q-header__side")).to_be_hidden()
    finally:
        page.emulate_media(media="screen")
