"""Papers of the hearing and of the kandas status about synthetic people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.domain.paper import (
    AppealReference,
    Clause,
    DocumentKind,
    EarlierPaper,
    Exchange,
    Ground,
    HearingMinutes,
    ObjectionAnswer,
    Officer,
    Recommendation,
    Statement,
    StatusFacts,
    StatusPerson,
    Words,
)
from app.domain.stream import Stream
from tests.documents.case_samples import CODE, NOT_INCLUDED, RECEIPT, SIGNED_AT, norm

LAW = Words(
    "2011 жылғы 22 шілдедегі № 477-IV «Халықтың көші-қоны туралы» Қазақстан Республикасының Заңы",
    "Закон Республики Казахстан «О миграции населения» от 22 июля 2011 года № 477-IV",
    "Law of the Republic of Kazakhstan “On Migration of the Population” No. 477-IV dated 22 July 2011",
)
STATUS_RULES = Words(
    "2013 жылғы 22 шілдедегі № 329-ө-м «Қандас мәртебесін беру немесе ұзарту қағидаларын бекіту туралы» бұйрық",
    "Приказ «Об утверждении Правил присвоения или продления статуса кандаса» от 22 июля 2013 года № 329-ө-м",
    "Order “On Approval of the Rules for Assignment or Extension of Kandas Status” No. 329-ө-m dated 22 July 2013",
)


def same(text: str) -> Words:
    return Words(text, text, text)


HEAD = Officer(Words("Басқарма басшысы", "Руководитель управления", "Head of the department"), "Қ. Сәрсенов")
CLERK = Officer(Words("Бас маман", "Главный специалист", "Chief specialist"), "Ж. Әбішева", "+7 7182 00-00-00")
RECOMMENDED = Recommendation(
    sitting_number="55-S-2026-00003",
    held_on=date(2026, 1, 30),
    text=Words("бас тарту", "отказать", "to refuse"),
    reason=same("Тіркеу мерзімі жеткіліксіз"),
)
RIGHTS = (
    Clause(
        Words(
            "Қарсылығыңызды жазбаша беріңіз немесе тыңдауға қатысыңыз.",
            "Представьте возражение письменно или примите участие в заслушивании.",
            "Object in writing, or take part in a hearing.",
        ),
        norm("73-бап", "статья 73", "article 73", CODE),
    ),
    Clause(
        Words(
            "Ұстаным білдірілмесе, шешім іс материалдары бойынша қабылданады.",
            "Если позиция не выражена, решение принимается по материалам дела.",
            "If no position is given, the decision is made on the file.",
        ),
        norm("73-бап", "статья 73", "article 73", CODE),
    ),
)
PRELIMINARY = replace(
    NOT_INCLUDED,
    kind=DocumentKind.PRELIMINARY_DECISION,
    number="55-L-2026-00011",
    stream=Stream.RELOCATEE,
    statements=(
        Statement(
            Words("Көзделіп отырған шешім", "Намечаемое решение", "Intended decision"),
            Words("Бас тарту", "Отказ", "Refusal"),
        ),
    ),
    recommendation=RECOMMENDED,
    rights=RIGHTS,
    deadline_on=date(2026, 2, 11),
)
ANSWERS = (
    ObjectionAnswer(
        1,
        date(2026, 2, 9),
        same("Мен 2019 жылдан бері Түркістанда тұрамын, тек тіркеуім кеш жасалған."),
        same("Мекенжай анықтамасы бойынша тіркеу күні – 2025 жылғы 3 маусым; бір жыл толмаған."),
    ),
    ObjectionAnswer(
        2,
        date(2026, 2, 10),
        same("Бұрын квотаға енгізілген адам – менің атасым."),
        same("Қарсылық қабылданды: бұл негіз шешімнен алынды."),
    ),
)
HEARING = replace(
    PRELIMINARY,
    kind=DocumentKind.HEARING_MINUTES,
    number="55-L-2026-00012",
    deadline_on=None,
    rights=(),
    recommendation=None,
    household=(),
    signatory=HEAD,
    executor=CLERK,
    obligations=(
        Clause(
            Words(
                "Хаттаманы төрағалық етуші мен хатшы растайды.",
                "Протокол удостоверяют председательствующий и секретарь.",
                "The presiding official and the secretary confirm the minutes.",
            ),
            norm("74-бап", "статья 74", "article 74", CODE),
        ),
    ),
    hearing=HearingMinutes(
        place=same("Павлодар қаласы, Сәтбаев көшесі, 49, 312-бөлме"),
        way=Words("Мекемеде", "В учреждении", "At the office"),
        began_at=datetime(2026, 2, 10, 5, 0, tzinfo=UTC),
        ended_at=datetime(2026, 2, 10, 5, 35, tzinfo=UTC),
        presiding=HEAD,
        secretary=CLERK,
        participants=(same("Қыдырбаева Әйгерім Ғалымқызы, өтініш беруші"), same("Омаров Ерлан, өкіл")),
        is_applicant_absent=False,
        absence=same(""),
        question=same("Өңірлік квотаға енгізуден бас тарту туралы алдын ала шешім"),
        explanations=same("Өтініш беруші 2019 жылдан бері тұратынын айтты."),
        speeches=same("Өкіл тіркеу мерзімін қайта қарауды сұрады."),
        acquainted=Words("Хаттамамен танысты", "С протоколом ознакомлена", "Has read the minutes"),
        remarks=same("Ескертпе жоқ"),
        presiding_signed_at=SIGNED_AT,
        secretary_signed_at=SIGNED_AT,
        exchanges=(
            Exchange(
                same("Тіркеу неге кеш жасалды?"),
                same("Пәтер иесі келіспеді."),
            ),
        ),
    ),
)
REFUSAL_AFTER_HEARING = replace(
    NOT_INCLUDED,
    kind=DocumentKind.REFUSAL,
    stream=Stream.RELOCATEE,
    recommendation=RECOMMENDED,
    answers=ANSWERS,
    on_appeal=AppealReference(
        "55-C-2026-00002",
        date(2026, 2, 1),
        Words("Көші-қон комитеті", "Комитет по миграции", "Migration Committee"),
        Words("қайта қарауға жіберілді", "возвращено на новое рассмотрение", "sent back"),
    ),
)
_HOLDERS = (
    StatusPerson(
        name="Тұрсынбек Жәнібек",
        relation=Words("өтініш беруші", "заявитель", "applicant"),
        born_on=date(1988, 4, 2),
        name_latin="TURSYNBEK ZHANIBEK",
        citizenship=Words("Моңғолия", "Монголия", "Mongolia"),
        identity_document="E1234567",
        register_number="55-KS-2026-00007",
        valid_until=date(2027, 2, 5),
    ),
    StatusPerson(
        name="Тұрсынбек Гүлнұр",
        relation=Words("жұбайы", "супруга", "spouse"),
        born_on=date(1991, 8, 15),
        name_latin="TURSYNBEK GULNUR",
        citizenship=Words("Моңғолия", "Монголия", "Mongolia"),
        identity_document="E7654321",
        iin="910815400012",
        register_number="55-KS-2026-00008",
        valid_until=date(2027, 2, 5),
    ),
)
_CERTIFICATE_PAPER = EarlierPaper(
    Words("Қандас мәртебесін беру туралы шешім", "Решение о присвоении статуса кандаса", "Decision on the status"),
    "55-SA-2026-00004",
    date(2026, 2, 6),
)
_CONSENT_PAPER = EarlierPaper(
    Words("Қандас мәртебесін беруге келісім", "Согласие на присвоение статуса кандаса", "Consent to the status"),
    "55-SC-2025-00009",
    date(2025, 11, 12),
)
CERTIFICATE = replace(
    RECEIPT,
    kind=DocumentKind.STATUS_CERTIFICATE,
    number="55-SA-2026-00004",
    stream=Stream.STATUS_ASSIGNMENT,
    programme=Words("Қандас мәртебесін беру", "Присвоение статуса кандаса", "Assignment of the kandas status"),
    household=(),
    documents=(),
    deadline_on=None,
    basis=(norm("25-бап", "статья 25", "article 25", LAW), norm("", "", "", STATUS_RULES)),
    recommendation=replace(RECOMMENDED, text=Words("мәртебе беру", "присвоить статус", "to assign"), reason=same("")),
    grounds=(
        Ground(
            "ethnicity",
            Words("Қазақ ұлты расталды", "Казахская национальность подтверждена", "Kazakh nationality is proven"),
            norm("9-тармақ", "пункт 9", "paragraph 9", STATUS_RULES),
            is_met=True,
        ),
    ),
    status=StatusFacts(_HOLDERS, granted_on=date(2026, 2, 6), earlier=_CONSENT_PAPER),
    obligations=(
        Clause(
            Words(
                "Қандас мәртебесі бір жылға беріледі.",
                "Статус кандаса присваивается на один год.",
                "The status of kandas is given for one year.",
            ),
            norm("25-бап", "статья 25", "article 25", LAW),
        ),
    ),
)
CONSENT = replace(
    CERTIFICATE,
    kind=DocumentKind.STATUS_CONSENT,
    number="55-SC-2026-00002",
    stream=Stream.STATUS_CONSENT,
    status=StatusFacts(tuple(replace(holder, register_number="", valid_until=None) for holder in _HOLDERS)),
)
EXTENSION = replace(
    CERTIFICATE,
    kind=DocumentKind.STATUS_EXTENSION,
    number="55-SE-2026-00001",
    stream=Stream.STATUS_EXTENSION,
    recommendation=None,
    status=StatusFacts(
        (replace(_HOLDERS[0], earlier_until=date(2027, 2, 5), valid_until=date(2027, 8, 5)),),
        granted_on=date(2026, 2, 6),
        earlier=_CERTIFICATE_PAPER,
    ),
)
TERMINATION = replace(
    CERTIFICATE,
    kind=DocumentKind.STATUS_TERMINATION,
    number="55-ST-2026-00001",
    stream=Stream.STATUS_TERMINATION,
    recommendation=None,
    grounds=(
        Ground(
            "citizenship",
            Words("Қазақстан азаматтығы алынды", "Получено гражданство Казахстана", "Citizenship was obtained"),
            norm("25-бап", "статья 25", "article 25", LAW),
        ),
    ),
    answers=ANSWERS[:1],
    status=StatusFacts(_HOLDERS[:1], date(2026, 2, 6), ended_on=date(2026, 9, 1), earlier=_CERTIFICATE_PAPER),
)
