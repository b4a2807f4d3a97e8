"""The bodies that decide: a department of the local executive body in each region, and the town where it sits; and
the superior body, which decides on complaints.

The name follows the region's: in Kazakh the genitive is always «-ның», because names of regions end in «облысы» or
«қаласы»; in Russian the genitive is the stored prepositional form for oblasts, and stands here for the three cities.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.paper_parts import Body, Words

# The code of the superior body in numbers of papers; no region has it.
SUPERIOR_CODE = "00"
_SEATS: Mapping[str, Words] = MappingProxyType(
    {
        "KZ-10": Words("Семей қаласы", "город Семей", "Semey"),
        "KZ-11": Words("Көкшетау қаласы", "город Кокшетау", "Kokshetau"),
        "KZ-15": Words("Ақтөбе қаласы", "город Актобе", "Aktobe"),
        "KZ-19": Words("Қонаев қаласы", "город Қонаев", "Qonaev"),
        "KZ-23": Words("Атырау қаласы", "город Атырау", "Atyrau"),
        "KZ-27": Words("Орал қаласы", "город Уральск", "Oral"),
        "KZ-31": Words("Тараз қаласы", "город Тараз", "Taraz"),
        "KZ-33": Words("Талдықорған қаласы", "город Талдыкорган", "Taldykorgan"),
        "KZ-35": Words("Қарағанды қаласы", "город Караганда", "Karaganda"),
        "KZ-39": Words("Қостанай қаласы", "город Костанай", "Kostanay"),
        "KZ-43": Words("Қызылорда қаласы", "город Кызылорда", "Kyzylorda"),
        "KZ-47": Words("Ақтау қаласы", "город Актау", "Aktau"),
        "KZ-55": Words("Павлодар қаласы", "город Павлодар", "Pavlodar"),
        "KZ-59": Words("Петропавл қаласы", "город Петропавловск", "Petropavl"),
        "KZ-61": Words("Түркістан қаласы", "город Туркестан", "Turkistan"),
        "KZ-62": Words("Жезқазған қаласы", "город Жезказган", "Zhezkazgan"),
        "KZ-63": Words("Өскемен қаласы", "город Усть-Каменогорск", "Oskemen"),
    }
)
_CITIES_RU_GENITIVE: Mapping[str, str] = MappingProxyType(
    {"KZ-71": "города Астаны", "KZ-75": "города Алматы", "KZ-79": "города Шымкента"}
)


def body_of(region_code: str, region: Words, region_ru_prepositional: str) -> Body:
    """The body of a region; ``region_code`` is ISO 3166-2 (``KZ-55``), ``region`` its names in the nominative.

    The body's own code, which begins its numbers, is the region's two digits.
    """
    genitive = _CITIES_RU_GENITIVE.get(region_code, region_ru_prepositional)
    return Body(
        code=region_code.removeprefix("KZ-"),
        region_code=region_code,
        name=Words(
            kk=f"{region.kk}ның жұмыспен қамтуды үйлестіру және әлеуметтік бағдарламалар басқармасы",
            ru=f"Управление координации занятости и социальных программ {genitive}",
            en=f"Department of Employment Coordination and Social Programmes of {region.en}",
        ),
        region=region,
        place=_SEATS.get(region_code, region),
    )


def superior_body(regional: Body) -> Body:
    """The body above ``regional``, to which complaints against it go; its papers stand under the same region."""
    return Body(
        code=SUPERIOR_CODE,
        region_code=regional.region_code,
        name=Words(
            kk="Қазақстан Республикасы Еңбек және халықты әлеуметтік қорғау министрлігінің Көші-қон комитеті",
            ru="Комитет по миграции Министерства труда и социальной защиты населения Республики Казахстан",
            en="Migration Committee of the Ministry of Labour and Social Protection of Population "
            "of the Republic of Kazakhstan",
        ),
        region=regional.region,
        place=Words("Астана қаласы", "город Астана", "Astana"),
    )
