"""A person at a browser: signs in, reads, fills in, presses, downloads; every page that comes must be in Kazakh."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pyotp
import pypdf
from playwright.sync_api import Locator, Page, expect

from tests.browser.clock import RunningClock
from tests.browser.outbox import Outbox
from tests.browser.records import PASSWORD, StaffLogin
from tests.browser.words import kk, left_in_english, untranslated

# A worker makes a paper in a second; a busy machine may take many.
PAPER_MILLISECONDS = 60_000
_PARTS = ("day", "month", "year")


class Person:
    """Somebody with a browser window of their own."""

    def __init__(self, page: Page, clock: RunningClock, outbox: Outbox) -> None:
        self.page = page
        self.clock = clock
        self.outbox = outbox

    # -- reading -----------------------------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        """The part of the page that is not its frame."""
        return self.page.locator("main")

    @property
    def text(self) -> str:
        """What can be read in it, white space folded."""
        return " ".join(self.main.inner_text().split())

    @property
    def path(self) -> str:
        """Where the person is."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def errors(self) -> list[str]:
        """What the error summary says."""
        return self.page.locator(".govuk-error-summary li").all_inner_texts()

    def read_kazakh(self) -> None:
        """The page that came is in Kazakh: all of it, as soon as everything is translated."""
        expect(self.page.locator("html")).to_have_attribute("lang", "kk")
        if untranslated("kk"):
            return
        english = left_in_english(self.page.locator("body").inner_text(), "kk")
        assert not english, f"{self.path}: in English: {english}"

    # -- doing -------------------------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        """Open ``path`` and expect a page there."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.read_kazakh()

    def press(self, words: str) -> None:
        """Press the button in the page with these words; the next page has come afterwards."""
        self._send(self.main.get_by_role("button", name=words, exact=True))

    def send(self) -> None:
        """Press the first button of the page's form."""
        self._send(self.main.locator("form button[type=submit]").first)

    def follow(self, words: str) -> None:
        """Follow the link with these words (a link may look like a button)."""
        self._send(
            self.page.get_by_role("link", name=words, exact=True)
            .or_(self.main.locator("a[role=button]").filter(has_text=words))
            .first
        )

    def follow_to(self, end: str) -> None:
        """Follow the first link whose address ends so."""
        self._send(self.page.locator(f'a[href$="{end}"]').first)

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Fill in fields by their names, in the order given (an answer may open the next question)."""
        for name, value in answers.items():
            self._answer(name, value)

    def value(self, name: str) -> str:
        """What the field holds."""
        return self.main.locator(f'[name="{name}"]').first.input_value()

    def chosen(self, name: str) -> list[str]:
        """Values that are ticked."""
        ticked = self.main.locator(f'[name="{name}"]:checked')
        return [ticked.nth(number).get_attribute("value") or "" for number in range(ticked.count())]

    def upload(self, filename: str, content: bytes, media_type: str) -> None:
        """Choose a file on the page that takes one, and send it."""
        self.main.locator("input[name=file]").set_input_files(
            {"name": filename, "mimeType": media_type, "buffer": content}
        )
        self.press(kk("Add the file"))

    def download(self, link: Locator) -> bytes:
        """The bytes behind a link."""
        with self.page.expect_download(timeout=PAPER_MILLISECONDS) as coming:
            link.click()
        return coming.value.path().read_bytes()

    def _send(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.read_kazakh()

    def _answer(self, name: str, value: Any) -> None:
        if isinstance(value, date):
            for part, number in zip(_PARTS, (value.day, value.month, value.year), strict=True):
                self.main.locator(f'[name="{name}-{part}"]').fill(str(number))
            return
        if isinstance(value, (list, tuple)):
            for each in value:
                self.main.locator(f'[name="{name}"][value="{each}"]').check()
            return
        control = self.main.locator(f'[name="{name}"]').first
        kind = control.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind == "radio":
            self.main.locator(f'[name="{name}"][value="{_word(value)}"]').check()
        elif kind == "checkbox":
            control.set_checked(bool(value))
        elif kind == "select":
            control.select_option(str(value))
        else:
            control.fill(str(value))


class Applicant(Person):
    """Somebody who applies for their family."""

    def sign_in(self, address: str) -> None:
        """Register or sign in by the code that comes by e-mail."""
        # The next code to the same address is sent after a minute only.
        self.clock.forward(minutes=2)
        self.go("/account/sign-in")
        self.enter_code(address)
        expect(self.page).to_have_url(re.compile(r"/my$"))

    def enter_code(self, address: str) -> None:
        """Ask for a code on the sign-in page that is open, and type it."""
        before = len(self.outbox.codes(address))
        self.answer({"address": address})
        self.send()
        self.answer({"code": self.outbox.next_code(address, before)})
        self.send()

    def begin(self, programme: str) -> int:
        """Begin an application; its id."""
        self.go("/applications/new")
        self.answer({"programme": programme})
        self.press(kk("Begin"))
        found = re.search(r"/applications/(\d+)$", self.page.url)
        assert found is not None, self.page.url
        return int(found.group(1))

    def fill_step(self, application_id: int, step: str, answers: Mapping[str, Any]) -> None:
        """Fill in one step and go on."""
        self.go(f"/applications/{application_id}/steps/{step}")
        self.answer(answers)
        self.press(kk("Save and continue"))
        assert self.errors() == []

    def add_member(self, application_id: int, answers: Mapping[str, Any]) -> None:
        """Add somebody to the household."""
        self.go(f"/applications/{application_id}/household")
        self.follow(kk("Add a person"))
        self.answer(answers)
        self.press(kk("Save"))
        assert self.errors() == []

    def wait_for_paper(self) -> Locator:
        """The link to the newest paper, as soon as the page shows it by itself."""
        link = self.page.locator('#paper-list a[href*="/papers/"]').first
        expect(link).to_be_visible(timeout=PAPER_MILLISECONDS)
        return link


class Officer(Person):
    """A member of staff."""

    def sign_in(self, login: StaffLogin) -> None:
        """Sign in with password and one-time code."""
        self.go("/account/staff-sign-in")
        self.enter(login)
        assert not self.path.startswith("/account/"), self.path

    def enter(self, login: StaffLogin) -> None:
        """Fill in the sign-in page that is open."""
        # Each one-time code is taken once.
        self.clock.forward(seconds=31)
        self.answer({"email": login.email, "password": PASSWORD, "one_time_code": self.one_time_code(login)})
        self.send()
        assert self.errors() == []

    def one_time_code(self, login: StaffLogin) -> str:
        """What the person's authenticator shows now."""
        return pyotp.TOTP(login.secret).at(self.clock())

    def open_case(self, number: str) -> None:
        """Find a case in the worklist by its number and open it."""
        self.go("/worklist")
        self.answer({"words": number})
        with self.page.expect_navigation():
            self.main.get_by_role("search").get_by_role("button").click()
        self.follow(number)

    def take_step(self, action: str, answers: Mapping[str, Any]) -> None:
        """From the case page: open the page of a step, fill it in, send it."""
        self.follow_to(f"/{action}")
        self.answer(answers)
        self.send()

    def part(self, name: str) -> Locator:
        """A part of the case page, by the name of its anchor."""
        return self.main.locator(".q-part").filter(has=self.page.locator(f"h2#{name}"))

    def figures(self, part: Locator) -> dict[str, str]:
        """Figures with their labels, as the quota is shown."""
        return {
            label: " ".join(value.split())
            for label, value in zip(
                part.locator(".q-figures__label").all_inner_texts(),
                part.locator(".q-figures__value").all_inner_texts(),
                strict=True,
            )
        }


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def read_pdf(content: bytes) -> str:
    """Everything that can be read, in reading order, white space folded, letters composed."""
    reader = pypdf.PdfReader(BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))


def absent(text: str, wanted: Sequence[str]) -> list[str]:
    """Which of ``wanted`` cannot be read in ``text``."""
    return [words for words in wanted if re.sub(r"\s+", " ", words) not in text]
