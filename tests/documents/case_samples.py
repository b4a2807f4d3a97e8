"""The papers of an application to the regional quota about a synthetic family, as the services would write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.paper import (
    Addressee,
    Amount,
    Body,
    Citation,
    Clause,
    DocumentKind,
    Ground,
    HouseholdPerson,
    ListedDocument,
    Officer,
    PaperFacts,
    QuotaPlace,
    Statement,
    Words,
)

SIGNED_AT = datetime(2026, 2, 5, 19, 30, tzinfo=UTC)  # already 6 February on the country's clock
RULES = Words(
    "«Қандастар мен қоныс аударушыларды қабылдаудың өңірлік квотасына енгізу қағидалары», "
    "2016 жылғы 15 қаңтардағы № 20 бұйрық",
    "Правила включения в региональную квоту приема кандасов и переселенцев, приказ от 15 января 2016 года № 20",
    "Rules for inclusion in the regional quota, order No. 20 dated 15 January 2016",
)
CODE = Words(
    "Қазақстан Республикасының Әкімшілік рәсімдік-процестік кодексі",
    "Административный процедурно-процессуальный кодекс Республики Казахстан",
    "Administrative Procedural and Process-Related Code of the Republic of Kazakhstan",
)
BODY = Body(
    code="55",
    region_code="KZ-55",
    name=Words(
        "Павлодар облысының жұмыспен қамтуды үйлестіру және әлеуметтік бағдарламалар басқармасы",
        "Управление координации занятости и социальных программ Павлодарской области",
        "Department of Employment Coordination and Social Programmes of Pavlodar Region",
    ),
    region=Words("Павлодар облысы", "Павлодарская область", "Pavlodar Region"),
    place=Words("Павлодар қаласы", "город Павлодар", "Pavlodar"),
)
OTHER_BODY = replace(
    BODY,
    code="39",
    region_code="KZ-39",
    name=Words("Қостанай облысының басқармасы", "Управление Костанайской области", "Kostanay Department"),
)


def norm(kk: str, ru: str, en: str, act: Words = RULES, *, is_verified: bool = False) -> Citation:
    return Citation(act, Words(kk, ru, en), is_verified)


FAMILY = (
    HouseholdPerson("Қыдырбаева Әйгерім Ғалымқызы", Words("өтініш беруші", "заявитель", "applicant"), date(1992, 7, 8)),
    HouseholdPerson("Қыдырбаев Ұлан Өмірұлы", Words("жұбайы", "супруг", "spouse"), date(1990, 3, 12)),
    HouseholdPerson("Қыдырбаева Іңкәр Ұланқызы", Words("баласы", "ребенок", "child"), date(2014, 9, 1)),
    HouseholdPerson("Қыдырбаев Һамит Ұланұлы", Words("баласы", "ребенок", "child"), date(2017, 1, 23)),
    HouseholdPerson("Қыдырбаева Айзере Ұланқызы", Words("баласы", "ребенок", "child"), date(2021, 11, 30)),
)
_APPEAL = Clause(
    Words(
        "Осы әкімшілік актіге оны алған күннен бастап үш ай ішінде акт шығарған орган арқылы жоғары тұрған "
        "әкімшілік органға шағым жасауға болады; сотқа сотқа дейінгі тәртіппен шағымданғаннан кейін жүгінуге болады.",
        "Настоящий административный акт может быть обжалован в вышестоящий административный орган через орган, "
        "принявший акт, в течение трех месяцев со дня получения; обращение в суд допускается после досудебного "
        "обжалования.",
        "A complaint may be brought to the superior body through the body that issued this act within three months "
        "of its receipt; the court may be addressed after the pre-trial complaint.",
    ),
    norm("91, 92-баптар", "статьи 91, 92", "articles 91, 92", CODE, is_verified=True),
)
_EQUIVALENCE = Clause(
    Words(
        "Осы құжат қағаз жеткізгіштегі құжатпен бірдей.",
        "Данный документ равнозначен документу на бумажном носителе.",
        "This document is equal to a document on paper.",
    ),
    norm(
        "7-баптың 1-тармағы",
        "пункт 1 статьи 7",
        "article 7(1)",
        Words(
            "2003 жылғы 7 қаңтардағы № 370-II Заң",
            "Закон от 7 января 2003 года № 370-II",
            "Law No. 370-II dated 7 January 2003",
        ),
    ),
)
_MET = (
    Ground(
        "citizen",
        Words("Қазақстан Республикасының азаматы", "Является гражданином Республики Казахстан", "Is a citizen"),
        norm("3-тармақ", "пункт 3", "paragraph 3"),
        is_met=True,
    ),
    Ground(
        "registered_one_year",
        Words(
            "Шығу өңірінде кемінде бір жыл тұрақты тіркелген (2019 жылғы 14 мамырдан бері)",
            "Постоянно зарегистрирована в регионе выбытия не менее одного года (с 14 мая 2019 года)",
            "Permanently registered in the region of departure for at least a year (since 14 May 2019)",
        ),
        norm("4-тармақ", "пункт 4", "paragraph 4"),
        {"since": "2019-05-14"},
        is_met=True,
    ),
    Ground(
        "jobseeker",
        Words("Жұмыс іздеуші ретінде тіркелген", "Зарегистрирована как лицо, ищущее работу", "Registered jobseeker"),
        norm("4-тармақ", "пункт 4", "paragraph 4", is_verified=True),
        is_met=True,
    ),
)
REFUSED = (
    Ground(
        "registered_less_than_a_year",
        Words(
            "Шығу өңіріндегі тұрақты тіркеу мерзімі бір жылға толмаған",
            "Срок постоянной регистрации в регионе выбытия менее одного года",
            "Permanent registration in the region of departure is shorter than a year",
        ),
        norm("4-тармақ", "пункт 4", "paragraph 4"),
    ),
    Ground(
        "earlier_participation",
        Words(
            "Отбасы мүшесі бұрын өңірлік квотаға енгізілген",
            "Член семьи ранее включался в региональную квоту",
            "A member of the household was included in a quota before",
        ),
        norm("9-тармақ", "пункт 9", "paragraph 9"),
    ),
)
_ASKED = (
    ListedDocument(
        Words("Некені бұзу туралы куәлік", "Свидетельство о расторжении брака", "Divorce certificate"),
        Words("неке соңғы 36 айда бұзылған", "брак расторгнут в последние 36 месяцев", "divorced within 36 months"),
    ),
    ListedDocument(
        Words("Тұрақты тіркеу туралы мәлімет", "Сведения о постоянной регистрации", "Proof of registration"),
        Words("мерзімі өткен", "срок действия истек", "expired"),
    ),
)
RECEIPT = PaperFacts(
    kind=DocumentKind.RECEIPT,
    number="55-R-2026-00017",
    code="7KQM3XPD9RHT",
    signed_at=SIGNED_AT,
    body=BODY,
    addressee=Addressee("Қыдырбаева Әйгерім Ғалымқызы", "920708400017"),
    application_number="QR-2026-000123",
    filed_on=date(2026, 1, 26),
    programme=Words(
        "Қоныс аударушыларды өңірлік квотаға енгізу",
        "Включение переселенцев в региональную квоту",
        "Inclusion of relocatees in the regional quota",
    ),
    signatory=Officer(
        Words("Басқарма басшысының орынбасары", "Заместитель руководителя управления", "Deputy Head"), "Қ. Сәрсенов"
    ),
    executor=Officer(Words("бас маман", "главный специалист", "chief specialist"), "Ж. Әбішева", "+7 7182 00-00-00"),
    equivalence=_EQUIVALENCE,
    appeal=_APPEAL,
    household=FAMILY,
    basis=(norm("5-тармақ", "пункт 5", "paragraph 5"),),
    documents=(
        ListedDocument(Words("Жеке куәлік", "Удостоверение личности", "Identity card")),
        ListedDocument(Words("Баланың туу туралы куәлігі", "Свидетельство о рождении ребенка", "Birth certificate")),
    ),
    deadline_on=date(2026, 2, 9),
)
REQUEST = replace(
    RECEIPT,
    kind=DocumentKind.DOCUMENTS_REQUEST,
    number="55-L-2026-00003",
    documents=_ASKED,
    household=(),
    deadline_on=date(2026, 2, 20),
    grounds=REFUSED[:1],
)
NOT_ACCEPTED = replace(
    RECEIPT,
    kind=DocumentKind.REFUSAL_TO_ACCEPT,
    number="55-L-2026-00004",
    documents=_ASKED,
    household=(),
    deadline_on=None,
    grounds=(
        Ground(
            "documents_incomplete",
            Words("Құжаттар топтамасы толық емес", "Неполный пакет документов", "The set of documents is incomplete"),
            norm("7-тармақ", "пункт 7", "paragraph 7"),
        ),
    ),
)
APPROVAL = replace(
    RECEIPT,
    kind=DocumentKind.APPROVAL,
    number="55-QR-2026-00017",
    documents=(),
    deadline_on=None,
    grounds=_MET,
    statements=(
        Statement(
            Words("Шығу өңірі", "Регион выбытия", "Region of departure"),
            Words("Түркістан облысы", "Туркестанская область", "Turkistan Region"),
        ),
    ),
    quota=QuotaPlace(
        persons=5,
        year=2026,
        name=Words(
            "қоныс аударушыларды қабылдаудың өңірлік квотасы",
            "региональная квота приема переселенцев",
            "regional quota for admission of relocatees",
        ),
        region=BODY.region,
        order=norm(
            "",
            "",
            "",
            Words(
                "2026 жылға арналған өңірлік квотаны белгілеу туралы бұйрық (2025 жылғы 24 желтоқсандағы № 412)",
                "Приказ об установлении региональной квоты на 2026 год от 24 декабря 2025 года № 412",
                "Order on the regional quota for 2026 (No. 412 dated 24 December 2025)",
            ),
        ),
    ),
    amounts=(
        Amount(
            Words("Көшуге арналған субсидия", "Субсидия на переезд", "Relocation subsidy"),
            Decimal(70),
            Decimal(4325),
            Decimal(302750),
            norm("13-тармақ", "пункт 13", "paragraph 13"),
            Words("отбасының әр мүшесіне, біржолғы", "на каждого члена семьи, единовременно", "per person, once"),
        ),
        Amount(
            Words("Экономикалық ұтқырлық сертификаты", "Сертификат экономической мобильности", "Mobility certificate"),
            Decimal(1625),
            Decimal(4325),
            Decimal(7028125),
            norm("21-тармақ", "пункт 21", "paragraph 21", is_verified=True),
            Words("отбасына", "на семью", "per family"),
        ),
    ),
    obligations=(
        Clause(
            Words(
                "Бес жыл ішінде қоныстандыру өңірінен өз еркімен кеткен жағдайда "
                "алынған қолдау толық көлемде қайтарылады.",
                "В случае добровольного выезда из региона расселения в течение пяти лет полученная поддержка "
                "возвращается в полном объеме.",
                "On voluntary departure from the region within five years the support received is returned in full.",
            ),
            norm(
                "26-бап",
                "статья 26",
                "article 26",
                Words(
                    "«Халықтың көші-қоны туралы» Заң", "Закон «О миграции населения»", "Law on Migration of Population"
                ),
            ),
        ),
    ),
)
NOT_INCLUDED = replace(
    APPROVAL,
    kind=DocumentKind.REFUSAL,
    number="55-QR-2026-00018",
    quota=None,
    amounts=(),
    obligations=(),
    grounds=REFUSED,
)
