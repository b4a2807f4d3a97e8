"""A map of the country in which every region is one tile, near where it lies, whatever its area.

The class of a figure is told three times: by the shade, by the number of filled pips, and by the figure itself, so the
map reads in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.i18n import gettext as _
from app.labels.tile_map import SHORT_NAMES

# (column, row) of each region, the west left and the north above.
ARRANGEMENT: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "KZ-39": (2, 0), "KZ-59": (3, 0), "KZ-55": (4, 0),
        "KZ-27": (0, 1), "KZ-15": (1, 1), "KZ-11": (2, 1), "KZ-71": (3, 1), "KZ-10": (4, 1), "KZ-63": (5, 1),
        "KZ-23": (0, 2), "KZ-62": (2, 2), "KZ-35": (3, 2), "KZ-33": (4, 2),
        "KZ-47": (0, 3), "KZ-43": (1, 3), "KZ-61": (2, 3), "KZ-31": (3, 3), "KZ-19": (4, 3),
        "KZ-79": (2, 4), "KZ-75": (4, 4),
    }
)  # fmt: skip
TILE_WIDTH, TILE_HEIGHT, GAP = 100, 80, 6
CLASSES = 5
_ROOM = 92  # for words in a tile
_LABEL_LETTER, _VALUE_LETTER = 10.2, 13.5  # widths of a letter at the sizes of the stylesheet
_NARROW = frozenset(" .,ijltfrіІ1\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class TileValue:
    """What a region's tile says: the figure (None: nothing known), the same as text, and a sentence about it."""

    value: float | None
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Figures that share a shade: from ``low`` up to, not including, the next class; ``text`` says so in the legend."""

    low: float
    text: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A region in the drawing; level 0 is «nothing known», 1 the lowest class; ``*_squeeze`` is a width to fit into."""

    code: str
    name: str
    label: str
    text: str
    title: str
    level: int
    x: int
    y: int
    label_squeeze: int | None
    text_squeeze: int | None
    pips: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map as plain values: the tiles, the legend by level, and the table behind it."""

    width: int
    height: int
    tiles: tuple[Tile, ...]
    legend: tuple[tuple[int, str], ...]
    rows: tuple[tuple[str, str], ...]
    levels: int


def tile_map(
    values: Mapping[str, TileValue], *, names: Mapping[str, str], classes: Sequence[ValueClass] = ()
) -> TileMap:
    """The map of ``values`` by region code; ``names`` are all regions in full, those without a value stay blank.

    ``classes`` (lowest first, five at most) say where shades begin; without them the span of the figures is cut into
    five.  A region that the arrangement does not know yet gets a tile in a row of its own below.
    """
    if len(classes) > CLASSES:
        raise ValueError(f"a map has {CLASSES} shades, not {len(classes)}")
    known = {code: value for code, value in values.items() if value.value is not None}
    chosen = list(classes) or _even_classes(known)
    places = _places(names)
    tiles = tuple(
        _tile(code, name, values.get(code), places[code], chosen)
        for code, name in sorted(names.items(), key=lambda pair: (places[pair[0]][1], places[pair[0]][0]))
    )
    columns = max((place[0] for place in places.values()), default=0) + 1
    rows = max((place[1] for place in places.values()), default=0) + 1
    return TileMap(
        width=columns * (TILE_WIDTH + GAP) + GAP,
        height=rows * (TILE_HEIGHT + GAP) + GAP,
        tiles=tiles,
        legend=_legend(tiles, chosen),
        rows=tuple((tile.name, tile.text) for tile in sorted(tiles, key=lambda tile: tile.code) if tile.code in values),
        levels=max(len(chosen), 1),
    )


def _places(names: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    below = max(row for _column, row in ARRANGEMENT.values()) + 1
    unknown = sorted(code for code in names if code not in ARRANGEMENT)
    # As many to a row as the country is wide.
    extra = {code: (place % 6, below + place // 6) for place, code in enumerate(unknown)}
    return {code: ARRANGEMENT.get(code) or extra[code] for code in names}


def _even_classes(known: Mapping[str, TileValue]) -> list[ValueClass]:
    """Five equal parts of the span of the figures, each named by the figures that lie in it; empty ones fall away."""
    rows = sorted(((value.value or 0.0, value.text) for value in known.values()), key=lambda row: row[0])
    if not rows:
        return []
    low, high = rows[0][0], rows[-1][0]
    step = (high - low) / CLASSES
    if step == 0:
        return [ValueClass(low, rows[0][1])]
    starts = [low + step * number for number in range(CLASSES)]
    found = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < CLASSES else float("inf")
        texts = [text for value, text in rows if start <= value < end]
        if texts:
            found.append(ValueClass(start, texts[0] if texts[0] == texts[-1] else f"{texts[0]} – {texts[-1]}"))
    return found


def _tile(code: str, name: str, value: TileValue | None, place: tuple[int, int], classes: Sequence[ValueClass]) -> Tile:
    figure = value.value if value else None
    level = 0 if figure is None else max(sum(figure >= one.low for one in classes), 1)
    label = str(SHORT_NAMES.get(code, name))
    text = value.text if value else "—"
    return Tile(
        code=code,
        name=name,
        label=label,
        text=text,
        title=value.title if value and value.title else f"{name}: {text}",
        level=level,
        x=GAP + place[0] * (TILE_WIDTH + GAP),
        y=GAP + place[1] * (TILE_HEIGHT + GAP),
        label_squeeze=_squeeze(label, _LABEL_LETTER),
        text_squeeze=_squeeze(text, _VALUE_LETTER),
        pips=() if figure is None else pips(level, len(classes)),
    )


def _squeeze(text: str, letter: float) -> int | None:
    """The room of a tile where ``text`` needs more than that, as far as widths can be told without the typeface."""
    width = sum(letter * (0.55 if one in _NARROW else 1) for one in text)
    return _ROOM if width > _ROOM else None


def pips(level: int, levels: int) -> tuple[tuple[int, bool], ...]:
    """Places (from the middle of the tile) of as many pips as there are classes, and which of them are filled."""
    return tuple(((2 * number - levels + 1) * 7, number < level) for number in range(levels))


def _legend(tiles: Sequence[Tile], classes: Sequence[ValueClass]) -> tuple[tuple[int, str], ...]:
    rows = [(level, one.text) for level, one in enumerate(classes, start=1)]
    if any(tile.level == 0 for tile in tiles):
        rows.append((0, _("no figure")))
    return tuple(rows)
