"""The geometry of charts, and the pictures that the macros make of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import use_language
from app.labels.tile_map import SHORT_NAMES
from app.web.charts.axis import first_of_months, round_ticks
from app.web.charts.label_places import LINE_HEIGHT, spread, wrapped
from app.web.charts.line_chart import LINES_MAX, LineChart, Series, Style, line_chart
from app.web.charts.tile_map import ARRANGEMENT, TILE_HEIGHT, TILE_WIDTH, TileValue, ValueClass, tile_map
from tests.web.look import ROOT, bare_app, by_id, rendered, text_of
from tests.web.test_macros import colours, contrast

MACROS = '{% from "macros/charts.html" import line_chart, tile_map %}'
# Kandas of 2025 as the ministry told it through the year.
USE_2025 = (
    (date(2025, 4, 1), 765.0),
    (date(2025, 8, 1), 1286.0),
    (date(2025, 10, 1), 1725.0),
    (date(2025, 11, 1), 1942.0),
    (date(2025, 12, 1), 2218.0),
    (date(2025, 12, 31), 2309.0),
)
END = date(2025, 12, 31)


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare_app()


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"), use_language("en"):
        yield


def names() -> dict[str, str]:
    with (ROOT / "assets" / "reference" / "regions.csv").open(encoding="utf-8") as file:
        return {row["iso_3166_2"]: row["name_en"] for row in csv.DictReader(file)}


def real_year() -> LineChart:
    quota = [(date(2025, 1, 1), 2309.0)]
    return line_chart([Series("Used", USE_2025, "solid"), Series("Quota", quota, "step")], until=END, unit="persons")


# -- axes


@given(st.floats(min_value=0, max_value=1e7, allow_nan=False))
def test_ticks_are_whole_rise_evenly_and_reach_the_top(top: float) -> None:
    ticks = round_ticks(top)
    assert ticks[0] == 0 and ticks[-1] >= top
    assert all(tick == int(tick) for tick in ticks)
    steps = {round(second - first, 6) for first, second in pairwise(ticks)}
    assert len(steps) == 1 and 2 <= len(ticks) <= 7


def test_months_run_over_the_turn_of_a_year() -> None:
    found = list(first_of_months(date(2025, 11, 17), date(2026, 2, 1)))
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


# -- lines


def test_the_real_year_rises_to_the_quota_and_stays_in_the_plot() -> None:
    chart = real_year()
    for view in chart.views:
        used, quota = view.lines
        xs = [x for x, _y, _words in used.markers]
        ys = [y for _x, y, _words in used.markers]
        assert xs == sorted(xs) and ys == sorted(ys, reverse=True)
        assert all(view.left <= x <= view.right for x in xs) and all(view.top <= y <= view.bottom for y in ys)
        # The year was used to the last place: the line ends on the line of the quota.
        assert used.end is not None and quota.end is not None
        assert used.end[1] == quota.end[1] and quota.end[0] == view.right
        assert [tick.text for tick in view.days][:3] == ["Jan", "Feb", "Mar"] and len(view.days) == 12
    assert ("01.08.2025", "1,286", "—") in chart.rows
    assert chart.head == ("Day", "Used", "Quota")
    assert "765 on 01.04.2025, 2,309 on 31.12.2025" in chart.description


def test_a_missing_figure_is_a_gap_and_not_a_zero() -> None:
    points = [(date(2025, 1, 1), 1.0), (date(2025, 2, 1), None), (date(2025, 3, 1), 3.0), (date(2025, 4, 1), 4.0)]
    (line,) = line_chart([Series("Used", points)], until=END, unit="persons").views[0].lines
    assert line.path.count("M") == 2 and len(line.markers) == 3


def test_a_range_is_a_closed_band_with_two_columns() -> None:
    low = [(date(2025, 9, 1), 10.0), (END, 20.0)]
    high = [(date(2025, 9, 1), 10.0), (END, 40.0)]
    chart = line_chart([Series("Forecast", low, "range", upper=high)], until=END, unit="persons")
    (band,) = chart.views[0].lines
    assert band.path.endswith("Z") and band.path.count("L") == 3 and band.markers == ()
    assert chart.head[1:] == ("Forecast, from", "Forecast, to")
    assert chart.rows[-1] == ("31.12.2025", "20", "40")
    assert "from 20 to 40" in chart.description


def test_a_step_stays_level_until_it_changes() -> None:
    points = [(date(2025, 1, 1), 100.0), (date(2025, 7, 1), 150.0)]
    (line,) = line_chart([Series("Quota", points, "step")], until=END, unit="persons").views[0].lines
    assert re.fullmatch(r"M[\d.]+,[\d.]+ H[\d.]+ V[\d.]+ H[\d.]+", line.path)
    assert line.markers == ()


def test_days_after_the_axis_are_left_out() -> None:
    chart = line_chart([Series("Used", USE_2025)], until=date(2025, 9, 1), unit="persons")
    assert [row[0] for row in chart.rows] == ["01.04.2025", "01.08.2025"]


def test_no_two_lines_look_alike_and_five_are_too_many() -> None:
    with pytest.raises(ValueError, match="alike"):
        line_chart([Series("A", USE_2025), Series("B", USE_2025)], until=END, unit="persons")
    styles = [style for style in Style if style is not Style.RANGE]
    with pytest.raises(ValueError, match=str(LINES_MAX)):
        line_chart([Series(style, USE_2025, style) for style in styles], until=END, unit="persons")


@pytest.mark.parametrize("series", [[], [Series("Used", [])], [Series("Used", [(END, None)])]])
def test_nothing_to_draw_says_so(series: list[Series]) -> None:
    chart = line_chart(series, until=END, unit="persons")
    assert chart.is_empty
    tree = rendered(MACROS + "{{ line_chart(chart, 'Use', 'use') }}", chart=chart)
    assert "no figures to draw yet" in text_of(tree) and not pictures(tree)


@given(st.lists(st.floats(min_value=28, max_value=340), min_size=1, max_size=5))
def test_names_beside_the_lines_never_lie_over_each_other(heights: list[float]) -> None:
    places = spread([(height, ("one", "two")) for height in heights], 580, 28, 340)
    assert all(place.lines == ("one", "two") for place in places)
    for first, second in combinations(places, 2):
        assert abs(first.y - second.y) >= 2 * LINE_HEIGHT
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    assert [places[number].y for number in order] == sorted(place.y for place in places)


def test_long_names_break_and_end() -> None:
    assert wrapped("Пайдаланылған орындардың саны") == ("Пайдаланылған", "орындардың саны")
    assert len(wrapped("жиырма " * 30)) == 3 and wrapped("жиырма " * 30)[-1].endswith("…")


# -- map


def test_every_region_stands_once_on_the_map_and_none_over_another() -> None:
    assert set(ARRANGEMENT) == set(names()) == set(SHORT_NAMES) and len(ARRANGEMENT) == 20
    assert len(set(ARRANGEMENT.values())) == 20
    tiles = tile_map({}, names=names()).tiles
    for first, second in combinations(tiles, 2):
        assert abs(first.x - second.x) >= TILE_WIDTH or abs(first.y - second.y) >= TILE_HEIGHT


@pytest.mark.parametrize(
    ("west", "east"),
    [("KZ-27", "KZ-15"), ("KZ-39", "KZ-59"), ("KZ-59", "KZ-55"), ("KZ-11", "KZ-10"), ("KZ-10", "KZ-63"),
     ("KZ-23", "KZ-62"), ("KZ-62", "KZ-35"), ("KZ-47", "KZ-43"), ("KZ-43", "KZ-61"), ("KZ-61", "KZ-31"),
     ("KZ-31", "KZ-19"), ("KZ-79", "KZ-75"), ("KZ-11", "KZ-71")],
)  # fmt: skip
def test_west_is_left(west: str, east: str) -> None:
    assert ARRANGEMENT[west][0] < ARRANGEMENT[east][0]


@pytest.mark.parametrize(
    ("north", "south"),
    [("KZ-59", "KZ-11"), ("KZ-39", "KZ-15"), ("KZ-55", "KZ-10"), ("KZ-27", "KZ-23"), ("KZ-23", "KZ-47"),
     ("KZ-71", "KZ-35"), ("KZ-10", "KZ-33"), ("KZ-33", "KZ-19"), ("KZ-62", "KZ-43"), ("KZ-61", "KZ-79"),
     ("KZ-19", "KZ-75"), ("KZ-35", "KZ-31")],
)  # fmt: skip
def test_north_is_above(north: str, south: str) -> None:
    assert ARRANGEMENT[north][1] < ARRANGEMENT[south][1]


def test_a_region_that_nobody_arranged_gets_a_row_below() -> None:
    shown = tile_map({}, names=names() | {"KZ-99": "New Region"})
    new = next(tile for tile in shown.tiles if tile.code == "KZ-99")
    assert new.y > max(tile.y for tile in shown.tiles if tile is not new) and new.y + TILE_HEIGHT <= shown.height
    assert new.label == "New Region"


def value(figure: float | None) -> TileValue:
    return TileValue(figure, "—" if figure is None else f"{figure:g} %", f"{figure} of the quota")


def test_shades_follow_the_classes_given() -> None:
    classes = [ValueClass(0, "less than 50"), ValueClass(50, "50 to 99"), ValueClass(100, "all")]
    given_ = {"KZ-10": value(0), "KZ-11": value(49.9), "KZ-39": value(50), "KZ-55": value(100), "KZ-59": value(None)}
    shown = tile_map(given_, names=names(), classes=classes)
    levels = {tile.code: tile.level for tile in shown.tiles}
    assert [levels[code] for code in given_] == [1, 1, 2, 3, 0]
    assert shown.legend == ((1, "less than 50"), (2, "50 to 99"), (3, "all"), (0, "no figure"))
    full = next(tile for tile in shown.tiles if tile.code == "KZ-39")
    assert [is_full for _x, is_full in full.pips] == [True, True, False]
    assert next(tile for tile in shown.tiles if tile.code == "KZ-59").pips == ()


def test_without_classes_the_span_is_cut_into_five_named_by_their_figures() -> None:
    shown = tile_map({code: value(number * 10) for number, code in enumerate(sorted(names()))}, names=names())
    assert [level for level, _words in shown.legend] == [1, 2, 3, 4, 5]
    assert shown.legend[0][1] == "0 % – 30 %" and shown.legend[-1][1] == "160 % – 190 %"
    assert len(shown.rows) == 20


def test_equal_figures_share_one_class() -> None:
    shown = tile_map({"KZ-10": value(5), "KZ-11": value(5)}, names=names())
    assert shown.legend == ((1, "5 %"), (0, "no figure"))


def test_six_classes_are_too_many() -> None:
    with pytest.raises(ValueError, match="shades"):
        tile_map({}, names=names(), classes=[ValueClass(number, "") for number in range(6)])


# -- pictures

SVG = "{http://www.w3.org/2000/svg}"


def pictures(tree: Any) -> list[Any]:
    return [svg for svg in tree.iter(SVG + "svg") if svg.get("role") == "img"]


def shown_line(language: str) -> Any:
    with use_language(language):
        return rendered(MACROS + "{{ line_chart(chart, 'Қолдану', 'use') }}", chart=real_year())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_picture_has_a_name_a_description_and_a_table(language: str) -> None:
    tree = shown_line(language)
    assert len(pictures(tree)) == 2
    for svg in pictures(tree):
        title, description = (by_id(tree, key) for key in svg.get("aria-labelledby").split())
        assert text_of(title) == "Қолдану"
        assert "01.04.2025" in text_of(description) and "765" in text_of(description)
    assert text_of(by_id(tree, "use-caption")) == "Қолдану"
    cells = [text_of(cell) for cell in tree.iter("td")]
    figure = "2,309" if language == "en" else "2\N{NO-BREAK SPACE}309"
    assert figure.replace("\N{NO-BREAK SPACE}", " ") in [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells]
    identifiers = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_months_are_written_in_the_language() -> None:
    with use_language("kk"):
        chart = line_chart([Series("a", [(date(2025, 1, 1), 1.0), (END, 2.0)])], until=END, unit="адам")
    assert [tick.text for tick in chart.views[0].days][:3] == ["қаң.", "ақп.", "нау."]


def test_the_map_has_a_name_a_description_and_a_table() -> None:
    shown = tile_map({"KZ-55": value(88), "KZ-59": value(12)}, names=names())
    tree = rendered(MACROS + "{{ tile_map(map, 'Share used', 'map', column='Share') }}", map=shown)
    (svg,) = pictures(tree)
    words = " ".join(text_of(by_id(tree, key)) for key in svg.get("aria-labelledby").split())
    assert words == "Share used Pavlodar Region: 88 %; North Kazakhstan Region: 12 %."
    assert [text_of(cell) for cell in tree.iter("td")] == ["88 %", "12 %"]
    assert sum(1 for g in tree.iter(SVG + "g") if "q-tile" in g.get("class", "")) == 20 + 3


def test_names_are_text_and_never_markup() -> None:
    chart = line_chart([Series("<script>", USE_2025)], until=END, unit="<b>")
    shown = tile_map({"KZ-10": TileValue(1, "<i>", '"><b>')}, names={"KZ-10": "<u>"})
    source = MACROS + "{{ line_chart(chart, '<s>', 'a') }}{{ tile_map(map, '<s>', 'b') }}"
    tree = rendered(source, chart=chart, map=shown)
    assert not [e for e in tree.iter() if str(e.tag).removeprefix(SVG) in ("script", "b", "i", "u", "s")]


# -- colours


@pytest.mark.parametrize("name", ["turquoise", "gold-dark", "violet", "ink-soft", "ink"])
def test_lines_edges_and_pips_stand_out_from_white(name: str) -> None:
    assert contrast(colours()[name], "#ffffff") >= 3


@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "white"), ("ink", "mist"), ("ink", "#c5e3e4"), ("ink", "turquoise-light"), ("white", "turquoise"),
     ("white", "turquoise-dark")],
)  # fmt: skip
def test_words_on_every_shade_can_be_read(text: str, ground: str) -> None:
    palette = colours()
    shade = ground if ground.startswith("#") else palette[ground]
    assert contrast(palette[text], shade) >= 4.5
    assert shade in (ROOT / "assets" / "_charts.scss").read_text(encoding="utf-8") or not ground.startswith("#")


def test_shades_darken_step_by_step_so_that_grey_keeps_their_order() -> None:
    palette = colours()
    shades = [palette["mist"], "#c5e3e4", palette["turquoise-light"], palette["turquoise"], palette["turquoise-dark"]]
    lightness = [contrast(shade, "#000000") for shade in shades]
    assert lightness == sorted(lightness, reverse=True)


def test_many_points_have_no_markers() -> None:
    points = [(date(2025, 1, 1) + timedelta(days=number), float(number)) for number in range(200)]
    (line,) = line_chart([Series("a", points)], until=END, unit="persons").views[0].lines
    assert line.markers == () and line.path.count("L") == 199
