"""The year's cycle in the demonstration: districts got their places, regions asked for the next year, an order waits.

Everything goes through the services, by the people of the demonstration, on the days on which it is said to happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.domain.quota_request import JobGroup, RequestFigures, SchoolLanguage
from app.domain.roles import Actor, Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import local
from app.models import Account, QuotaRequest, RegionalQuota
from app.services import quota_distribution, quota_drafting, quota_proposal, quota_request
from app.services.demo_accounts import actor_of, officer
from app.services.demo_stage import Stage
from app.services.quota_drafting import ActFacts

_PAVLODAR, _PETROPAVL = "KZ-55", "KZ-59"
# Shares of what can be divided: the rest stays with the region.
_SHARES = {"551000000": 15, "551600000": 5, "552200000": 8, "553600000": 6, "554800000": 7, "556000000": 10}
_KK, _RU = SchoolLanguage.KAZAKH, SchoolLanguage.RUSSIAN
_PAVLODAR_ASKS: Mapping[Stream, RequestFigures] = {
    Stream.RELOCATEE: RequestFigures(
        persons=1_720,
        working_age=760,
        jobs=(
            JobGroup("Тракторшы-машинист", "«Шалдай Агро» ЖШС", 140, 340_000),
            JobGroup("Дәнекерлеуші", "«Ертіс Металл» АҚ", 210, 420_000),
            JobGroup("Мұғалім", "Облыстық білім беру басқармасы", 190, 310_000),
            JobGroup("Орта буын медицина қызметкері", "Аудандық ауруханалар", 150, 270_000),
            JobGroup("Құрылысшы", "", 85, 350_000),
        ),
        homes={1: 24, 2: 96, 3: 140, 4: 31},
        school={_KK: 520, _RU: 180},
        kindergarten=160,
        districts=("551000000", "552200000", "553600000", "554800000", "556000000"),
        notes="Баянауыл ауданында 40 үй қараша айында пайдалануға берілді.",
    ),
    Stream.KANDAS: RequestFigures(
        persons=1_000,
        working_age=430,
        jobs=(
            JobGroup("Малшы", "Шаруа қожалықтары", 160, 260_000),
            JobGroup("Жүргізуші", "«Павлодар Автопарк» ЖШС", 120, 330_000),
            JobGroup("Тігінші", "«Ақ Ертіс» тігін фабрикасы", 170, 240_000),
        ),
        homes={2: 45, 3: 80, 4: 22},
        school={_KK: 410},
        kindergarten=95,
        districts=("551000000", "551600000", "553200000", "555600000"),
    ),
}
_PETROPAVL_FIRST = RequestFigures(
    persons=3_300,
    working_age=1_450,
    jobs=(
        JobGroup("Механизатор", "Ауыл шаруашылығы кәсіпорындары", 620, 330_000),
        JobGroup("Сауыншы", "Сүт фермалары", 240, 290_000),
    ),
    homes={2: 60, 3: 75},
    school={_KK: 300, _RU: 420},
    kindergarten=140,
    districts=("593200000", "595000000", "596000000"),
)
_PETROPAVL_AGAIN = RequestFigures(
    persons=2_850,
    working_age=1_240,
    jobs=(
        *_PETROPAVL_FIRST.jobs,
        JobGroup("Мұғалім", "Облыстық білім беру басқармасы", 230, 320_000),
        JobGroup("Құрылысшы", "«Қызылжар Құрылыс» ЖШС", 200, 360_000),
    ),
    homes={1: 40, 2: 130, 3: 165, 4: 20},
    school={_KK: 340, _RU: 460},
    kindergarten=210,
    districts=("591000000", "593200000", "595000000", "596000000", "596600000"),
    notes="Тізімге 220 жаңа үй мен екі жұмыс беруші қосылды.",
)
_JUSTIFICATION = "Наурызға дейін тағы екі жұмыс берушімен келісімшарт жасалады."
_RETURNED = (
    "1 450 еңбекке жарамды адамға 860 жұмыс орны және 3 300 адамға 135 үй көрсетілген. Жұмыс орындары мен дайын "
    "үйлердің тізімін толықтырыңыз немесе адам санын азайтыңыз."
)
# What the ministry gives regions that did not file, of what they have this year, in per cent.
_AS_THIS_YEAR = 95


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who acts: the head of Pavlodar and the deputy, the head of Petropavl, the ministry's officer."""

    head: Actor
    deputy: Actor
    northern: Actor
    ministry: Actor


def tell(stage: Stage, accounts: Mapping[str | None, Account]) -> None:
    """Tell the cycle once; in the first weeks of a year, when its days would lie in the year before, nothing of it."""
    session, year = stage.session, local(stage.now).year
    if local(stage.moment(45, 0)).year != year or session.scalar(select(QuotaRequest.id).limit(1)) is not None:
        return
    cast = _Cast(
        head=actor_of(accounts["basshy@pavlodar.example.kz"]),
        deputy=actor_of(accounts["orynbasar@pavlodar.example.kz"]),
        northern=actor_of(officer(session, _PETROPAVL, Role.SUPERVISOR, stage.now)),
        ministry=actor_of(accounts["ministrlik@example.kz"]),
    )
    _divide(stage, cast, year)
    _ask(stage, cast, year + 1)
    _draft(stage, cast, year + 1)


def _divide(stage: Stage, cast: _Cast, year: int) -> None:
    """Part of Pavlodar's places goes to its districts; cases without a district keep theirs in the rest."""
    session, at = stage.session, stage.moment(45, 10)
    quota = session.scalars(
        select(RegionalQuota).filter_by(year=year, stream=Stream.RELOCATEE.value, region=_PAVLODAR)
    ).one_or_none()
    if quota is None:
        return
    divisible = quota_distribution.division(session, quota).region.divisible
    targets = {district: divisible * share // 100 for district, share in _SHARES.items()}
    made = quota_distribution.propose(
        session, quota, targets, "Аудандардағы дайын үйлер мен жұмыс орындары бойынша", local(at).date(),
        actor=cast.head, now=at,
    )  # fmt: skip
    quota_proposal.approve(session, made.id, actor=cast.deputy, now=stage.moment(44, 90))


def _ask(stage: Stage, cast: _Cast, year: int) -> None:
    session = stage.session
    for position, (stream, figures) in enumerate(_PAVLODAR_ASKS.items()):
        _file(stage, cast.head, (_PAVLODAR, stream, year), figures, stage.moment(38, 40 * position))
    northern = (_PETROPAVL, Stream.RELOCATEE, year)
    number = _file(stage, cast.northern, northern, _PETROPAVL_FIRST, stage.moment(36, 15))
    quota_request.send_back(session, number, _RETURNED, version=1, actor=cast.ministry, now=stage.moment(30, 50))
    _file(stage, cast.northern, northern, _PETROPAVL_AGAIN, stage.moment(26, 25))


def _file(stage: Stage, head: Actor, of: tuple[str, Stream, int], figures: RequestFigures, at: datetime) -> int:
    """Enter the figures and file them; the number of the request."""
    session = stage.session
    row, _ = quota_request.begin(session, *of, actor=head, now=at)
    quota_request.save(session, row.id, figures, seen=row.revision, actor=head, now=at)
    quota_request.file(session, row.id, _JUSTIFICATION, seen=row.revision, actor=head, now=at)
    return row.id


def _draft(stage: Stage, cast: _Cast, year: int) -> None:
    """The ministry's draft: what was asked, a little less than this year's places for who did not ask."""
    session, at = stage.session, stage.moment(6, 60)
    rows = session.scalars(select(RegionalQuota).where(RegionalQuota.year == year - 1)).all()
    figures: dict[Stream, dict[str, int]] = {
        stream: {
            row.region: row.allocated * _AS_THIS_YEAR // 100 for row in rows if row.stream == stream and row.allocated
        }
        for stream in QUOTA_STREAMS
    }
    figures[Stream.RELOCATEE] |= {_PAVLODAR: 1_700, _PETROPAVL: 2_800}
    figures[Stream.KANDAS] |= {_PAVLODAR: 990}
    saved = quota_drafting.save(session, year, figures, seen=0, actor=cast.ministry, now=at)
    facts = ActFacts(
        number="497",
        title=f"{year} жылға арналған қандастар мен қоныс аударушыларды қабылдаудың өңірлік квотасын белгілеу туралы",
        adopted_on=None,
        effective_on=date(year, 1, 1),
        reason="Өңірлердің өтінімдері және биылғы квотаның игерілуі бойынша",
    )
    quota_drafting.propose(
        session, year, facts, seen=saved.revision, confirmed=True, actor=cast.ministry, now=stage.moment(3, 30)
    )
    quota_drafting.keep_facts(session, year, facts, actor=cast.ministry, now=stage.moment(3, 31))
