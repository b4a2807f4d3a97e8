"""Parts of pages, the frame, the pages of errors and the rules that hold for every template and the stylesheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask, flash, render_template, render_template_string
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it has no types
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from app.i18n import lazy_gettext, use_language
from tests.web.look import PARTS, ROOT, STATIC, bare_app, by_id, parsed, rendered, text_of


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare_app()


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/list?region=11"), use_language("en"):
        yield


# -- buttons and parts


def test_buttons_send_once_and_carry_the_token() -> None:
    tree = rendered(
        "{% call buttons() %}{{ submit_button('Сақтау', name='later', value='1', kind='secondary') }}{% endcall %}"
        "{{ post_button('Алып тастау', '/remove', {'version': 3}, kind='warning') }}{{ button_link('Бастау', '/') }}"
    )
    first, second = tree.iter("button")
    assert (first.get("name"), first.get("value"), first.get("type")) == ("later", "1", "submit")
    assert first.get("data-prevent-double-click") == "true"
    assert "govuk-button--warning" in second.get("class")
    form = next(tree.iter("form"))
    hidden = {e.get("name"): e.get("value") for e in form.iter("input")}
    assert form.get("method") == "post"
    assert hidden["csrf_token"] and hidden["version"] == "3"


def test_summary_list() -> None:
    tree = rendered(
        "{{ parts.summary_list([{'key': 'Мекенжай', 'value': ['<b>', 'Б'], 'href': '/a'},"
        "{'key': 'АЕК', 'value': 4325, 'unverified': true}, {'key': 'Бос', 'value': none},"
        "{'key': 'Тіл', 'value': lazy}], card='Өтініш беруші') }}",
        lazy=lazy_gettext("Yes"),
    )
    assert [text_of(dt) for dt in tree.iter("dt")] == ["Мекенжай", "АЕК", "Бос", "Тіл"]
    values = [text_of(dd) for dd in tree.iter("dd") if "__value" in dd.get("class")]
    assert values == ["<b>Б", "4325 not verified", "Not given", "Yes"]
    assert text_of(next(tree.iter("a"))) == "Change: Мекенжай (Өтініш беруші)"


def test_task_list_says_the_state_with_the_link() -> None:
    tree = rendered(
        "{{ parts.task_list([{'text': 'Отбасы', 'href': '/1', 'status': 'Бос', 'colour': 'blue', 'hint': 'Бәрі'},"
        "{'text': 'Жіберу', 'status': 'Әзірге жоқ'}]) }}"
    )
    link = next(tree.iter("a"))
    assert [text_of(by_id(tree, key)) for key in link.get("aria-describedby").split()] == ["Бәрі", "Бос"]
    assert text_of(by_id(tree, "tasks-2-status")) == "Әзірге жоқ"


def test_table_has_a_caption_scopes_and_a_region_that_the_keyboard_reaches() -> None:
    tree = rendered(
        "{{ parts.data_table('Қалдық', ['Өңір', {'text': 'Орын', 'numeric': true, 'sort': 'ascending', 'href': '/s'}],"
        "[['Ақмола', 5], {'cells': ['Барлығы', 5], 'total': true}], first_is_header=true, id='balance') }}"
        "{{ parts.data_table('Бос', ['А', 'Б'], [], id='empty') }}"
    )
    region = next(e for e in tree.iter("div") if e.get("role") == "region")
    assert region.get("tabindex") == "0"
    assert text_of(by_id(tree, region.get("aria-labelledby"))) == "Қалдық"
    assert [th.get("scope") for th in next(tree.iter("table")).iter("th")] == ["col", "col", "row", "row"]
    assert next(e for e in tree.iter("th") if e.get("aria-sort")).get("aria-sort") == "ascending"
    numeric = [text_of(td) for td in tree.iter("td") if "numeric" in td.get("class")]
    assert numeric == ["5", "5"]
    assert text_of(list(tree.iter("table"))[1]).endswith("Nothing here yet.")


def test_timeline_pagination_and_filter() -> None:
    tree = rendered(
        "{{ parts.timeline([{'title': 'Берілді', 'when': '05.02.2026', 'datetime': '2026-02-05', 'by': 'Орталық'}]) }}"
        "{{ parts.pagination(none, '/?after=9') }}"
        "{% call parts.filter_panel('/list', clear_href='/list', hidden={'sort': 'due'}) %}өріс{% endcall %}"
    )
    assert next(tree.iter("time")).get("datetime") == "2026-02-05"
    assert [a.get("rel") for a in tree.iter("a") if a.get("rel")] == ["next"]
    form = next(tree.iter("form"))
    assert (form.get("method"), form.get("role")) == ("get", "search")
    assert {e.get("name"): e.get("value") for e in form.iter("input")} == {"sort": "due"}
    assert render_template_string(PARTS + "{{ parts.pagination() }}").strip() == ""


def test_legal_basis_marks_what_nobody_verified() -> None:
    tree = rendered(
        "{{ parts.legal_basis([{'text': 'Кодекс', 'verified': true}, {'text': 'Бұйрық', 'verified': false}, 'Заң']) }}"
    )
    assert text_of(next(tree.iter("p"))) == "Legal basis: Кодекс; Бұйрық not verified; Заң"


def test_poll_works_without_a_script() -> None:
    waiting = rendered("{% call parts.poll('paper', '/case/1') %}{{ parts.waiting('Дайындалуда') }}{% endcall %}")
    assert by_id(waiting, "paper").get("data-poll-url") == "/case/1"
    assert text_of(next(waiting.iter("a"))) == "Refresh"
    ready = rendered("{% call parts.poll('paper', '/case/1', waiting=false) %}дайын{% endcall %}")
    assert by_id(ready, "paper").get("data-poll-url") is None
    assert not list(ready.iter("a"))


def test_small_parts_say_their_words() -> None:
    tree = rendered(
        "{{ parts.status_tag('Берілді', 'green') }}{{ parts.warning('Назар') }}{{ parts.inset('Шегініс') }}"
        "{% call parts.details('Қалай?') %}Былай{% endcall %}{{ parts.confirm_panel('Жіберілді', '№ 1') }}"
        "{{ parts.figures([{'label': 'Бос', 'value': 5, 'note': 'адам'}]) }}{{ parts.notice('Маңызды', 'мәтін') }}"
        "{{ parts.share_bar('Ақмола', 3, 0, '0-ден 3') }}{{ parts.nothing('Бос', '/', 'Бастау') }}"
        "{{ parts.back_link('/') }}{{ parts.breadcrumbs([{'text': 'Басты', 'href': '/'}, {'text': 'Осы'}]) }}"
        "{{ parts.page_heading('Өтініш', '№ 1') }}"
    )
    words = text_of(tree)
    for word in ("Берілді", "Warning Назар", "Шегініс", "Былай", "Жіберілді № 1", "Бос 5 адам", "мәтін", "Back"):
        assert word in words
    assert [text_of(h1) for h1 in tree.iter("h1")] == ["Жіберілді", "№ 1 Өтініш"]
    assert next(tree.iter("progress")).get("max") == "1"


# -- the frame and the pages of errors


def test_frame_switches_language_and_keeps_the_page() -> None:
    flash("Сақталды", "success")
    tree = parsed(render_template_string('{% extends "layout.html" %}{% block title %}Тізім{% endblock %}'))
    assert tree.get("lang") == "en"
    assert text_of(next(tree.iter("title"))) == "Тізім – Qonys"
    switch = {a.get("hreflang"): a for a in tree.iter("a") if a.get("hreflang")}
    assert {code: a.get("lang") for code, a in switch.items()} == {"kk": "kk", "ru": "ru"}
    assert switch["kk"].get("href") == "/language/kk?next=/list?region%3D11"
    assert by_id(tree, "main-content").tag == "main"
    skip = next(a for a in tree.iter("a") if "govuk-skip-link" in a.get("class", ""))
    assert skip.get("href") == "#main-content"
    assert [text_of(a) for a in tree.iter("a") if a.get("aria-current") == "page"] == ["Өтініштер"]
    assert "invented" in text_of(tree) and "Сақталды" in text_of(by_id(tree, "main-content"))
    assert any(a.get("href") == "/sign-in" for a in tree.iter("a"))


def test_signing_out_posts_with_a_token() -> None:
    class Person:
        is_authenticated = True
        full_name = "Аружан Серікқызы"

    source = '{% extends "layout_staff.html" %}'
    tree = parsed(render_template_string(source, current_user=Person(), sign_out_href="/sign-out"))
    form = next(tree.iter("form"))
    assert (form.get("method"), form.get("action")) == ("post", "/sign-out")
    assert next(form.iter("input")).get("value")
    assert "Аружан Серікқызы" in text_of(tree)


def test_title_says_that_there_are_errors() -> None:
    class Name(Form):  # type: ignore[misc]  # WTForms has no types
        name = StringField("Аты", validators=[InputRequired("Атын жазыңыз")])

    form = Name()
    form.validate()
    tree = parsed(render_template_string('{% extends "layout.html" %}{% block title %}А{% endblock %}', form=form))
    assert text_of(next(tree.iter("title"))) == "Error: А – Qonys"


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 413, 429, 500, 503])
def test_pages_of_errors_have_one_heading_and_a_way_on(code: int) -> None:
    tree = parsed(render_template(f"errors/{code}.html"))
    (heading,) = tree.iter("h1")
    assert text_of(next(tree.iter("title"))) == f"{text_of(heading)} – Qonys"
    assert len(list(by_id(tree, "main-content").iter("p"))) >= 2
    assert any(a.get("href") == "/" for a in by_id(tree, "main-content").iter("a"))


@pytest.mark.parametrize("code", [500, 503])
def test_a_failure_page_needs_no_request(app: Flask, code: int) -> None:
    template = app.jinja_env.get_template(f"errors/{code}.html")
    assert 'lang="ru"' in template.render(current_language="ru")


# -- rules for all templates and for the stylesheet


@pytest.mark.parametrize("path", sorted(ROOT.glob("templates/**/*.html")), ids=lambda p: p.name)
def test_pages_keep_to_the_content_policy(path: Path) -> None:
    if "documents" in path.parts:
        return  # papers are typeset, not served
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script


def colours() -> dict[str, str]:
    source = (ROOT / "assets" / "_brand.scss").read_text(encoding="utf-8")
    found = dict(re.findall(r"\$q-([a-z-]+): (#[0-9a-f]{3,6});", source))
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in found.items()
    }


def contrast(first: str, second: str) -> float:
    """Contrast of two colours as WCAG 2 defines it: 1 to 21."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i:j], 16) / 255 for i, j in pairwise((1, 3, 5, 7))]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(name, "white") for name in ("ink", "ink-soft", "turquoise", "turquoise-dark", "red", "green", "violet")],
        *[(name, "mist") for name in ("ink", "ink-soft", "turquoise", "turquoise-dark", "violet", "red")],
        ("gold-dark", "sand"), ("ink", "sand"), ("ink", "gold"), ("gold", "turquoise-dark"),
        ("white", "turquoise-dark"), ("turquoise-dark", "turquoise-light"),
    ],
)  # fmt: skip
def test_text_can_be_read(text: str, ground: str) -> None:
    palette = colours()
    assert contrast(palette[text], palette[ground]) >= 4.5


def test_stylesheet_is_ours_and_complete() -> None:
    css = (STATIC / "qonys.css").read_text(encoding="utf-8")
    assert "GDS Transport" not in css
    for value in (colours()["turquoise"], colours()["gold"], ".q-header", ".q-timeline", "@media print"):
        assert value in css
    for name in re.findall(r"url\(\"?(fonts/[^\")]+)", css):
        assert (STATIC / name).is_file()
    assert "crest" not in css and "crown" not in css


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_typeface_has_every_letter_that_the_three_languages_need(style: str) -> None:
    needed = "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёЙйЩщЪъЫыЭэ₸№«»–—…“”’·"
    for path in (ROOT / f"assets/fonts/GolosText-{style}.ttf", STATIC / f"fonts/GolosText-{style}.woff2"):
        with TTFont(path) as font:
            assert [letter for letter in needed if ord(letter) not in font.getBestCmap()] == []
