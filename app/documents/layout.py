"""Facts → the HTML of a paper.  Plain values in, text out: no database, no clock, no request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import i18n
from app.documents import wording
from app.documents.payload import with_payload
from app.documents.qr import qr_picture
from app.domain.paper import Citation, DocumentKind, Minutes, PaperFacts, Variant, Words, format_code
from app.i18n import LazyString
from app.labels.paper import DOCUMENT_KINDS, HEADINGS, REFUSAL_SUBJECTS, SUBJECTS

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
# Kinds that need every line of their pages; short papers get more air.
_DENSE = frozenset({DocumentKind.APPROVAL, DocumentKind.COMMISSION_MINUTES})
# Always in three languages, whatever the sheet's own: the reader of any of them must see what it is.
UNOFFICIAL_MARK = "Бейресми аударма / Неофициальный перевод / Unofficial translation"


@dataclass(frozen=True, slots=True)
class Seal:
    """What the sheet says about the signature: owner and serial number of the certificate, payload of the QR code.

    ``address`` is that of the public page about this paper.
    """

    owner: str
    serial: str
    payload: str
    address: str

    @property
    def queue_address(self) -> str:
        """The public page on which a place in the queue is checked, on the same service."""
        return f"{self.address.rpartition('/verify/')[0]}/queue/check"


def render_html(facts: PaperFacts, variant: Variant, seal: Seal) -> str:
    """The whole paper as HTML: one article a language, the state language first."""
    articles, seals = [], []
    for language in variant.languages:
        with i18n.use_language(language):
            articles.append((language, _fill(f"{facts.kind}.html", facts, variant, seal)))
            seals.append((language, _fill("_seal.html", facts, variant, seal)))
    with i18n.use_language(variant.languages[0]):
        page = _environment().get_template("paper.html")
        return page.render(
            facts=facts,
            articles=articles,
            seals=seals,
            languages=variant.languages,
            spacing=_spacing(facts),
            is_official=variant is Variant.OFFICIAL,
            title=f"{DOCUMENT_KINDS[facts.kind]} № {facts.number}",
            author=facts.body.name.text(variant.languages[0]),
            created=facts.signed_at.isoformat(timespec="seconds"),
            code=format_code(facts.code),
            qr=qr_picture(with_payload(seal.address, seal.payload)),
            unofficial_mark=UNOFFICIAL_MARK,
        )


def _spacing(facts: PaperFacts) -> str:
    """How close the lines stand: the more a kind holds, the closer, so that no signature stands alone on a page."""
    if facts.kind in _DENSE:
        return "dense"
    return "even" if facts.hearing or facts.answers or facts.status or facts.queue else "roomy"


def _fill(template: str, facts: PaperFacts, variant: Variant, seal: Seal) -> Markup:
    """One template in the language in use."""
    language = i18n.current_language()

    def text(words: Words) -> str:
        return words.text(language)

    html = (
        _environment()
        .get_template(template)
        .render(
            facts=facts,
            seal=seal,
            acts=acts_cited(facts),
            text=text,
            code=format_code(facts.code),
            heading=HEADINGS[facts.kind],
            subject=_subject(facts),
            is_official=variant is Variant.OFFICIAL,
        )
    )
    return Markup(html)  # noqa: S704 - the environment escapes every value


def acts_cited(facts: PaperFacts) -> list[Words]:
    """The acts on which the paper rests, each once, in the order in which the sheet cites them."""
    appeal = (facts.appeal,) if facts.appeal and facts.kind.says_how_to_appeal else ()
    clauses = (*facts.obligations, *facts.rights, *appeal, facts.equivalence)
    citations = [
        *facts.basis,
        *((facts.quota.order,) if facts.quota else ()),
        *(ground.norm for ground in facts.grounds),
        *_cited_in_minutes(facts.minutes),
        *(amount.basis for amount in facts.amounts),
        *(clause.basis for clause in clauses if clause.basis),
    ]
    return list(dict.fromkeys(citation.act for citation in citations))


def _cited_in_minutes(minutes: Minutes | None) -> list[Citation]:
    if minutes is None:
        return []
    quorum = [minutes.quorum_basis] if minutes.quorum_basis else []
    return quorum + [ground.norm for case in minutes.cases for ground in case.grounds]


def _subject(facts: PaperFacts) -> LazyString:
    """What stands under the heading; a refusal says what is refused."""
    if facts.kind is DocumentKind.REFUSAL and facts.stream is not None:
        return REFUSAL_SUBJECTS[facts.stream]
    return SUBJECTS[facts.kind]


def _lines(block: Markup) -> Markup:
    """``block`` without empty lines and indents: what a paragraph that keeps its breaks needs."""
    lines = (line.strip() for line in block.splitlines())
    return Markup("\n").join(line for line in lines if line)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    gettext, ngettext, pgettext, npgettext = i18n.jinja_callables()
    # Not newstyle: our own gettext fills the values, and does not mark them as safe.
    translations: dict[str, Any] = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    environment.globals.update(translations, pgettext=pgettext, npgettext=npgettext)
    environment.filters["lines"] = _lines
    environment.globals.update(
        long_date=wording.long_date,
        short_date=i18n.format_date,
        moment=i18n.format_datetime,
        clock=wording.clock,
        numbered=wording.numbered,
        number=i18n.format_number,
        money=i18n.format_money,
        tenge_in_words=wording.tenge_in_words,
    )
    return environment
