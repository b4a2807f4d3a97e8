"""Papers of sittings, complaints and corrections about synthetic people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.domain.paper import (
    AppealFacts,
    Clause,
    CorrectedField,
    CorrectionFacts,
    DocumentKind,
    EarlierPaper,
    PaperFacts,
    PointAnswer,
    Words,
)
from app.domain.paper_minutes import Minutes, MinutesCase, MinutesRecusal, MinutesSeat, MinutesVote
from app.domain.stream import Stream
from tests.documents.case_samples import CODE, RECEIPT, REFUSED, SIGNED_AT, norm
from tests.documents.procedure_samples import CLERK, HEAD, same

REPLY = replace(
    RECEIPT,
    kind=DocumentKind.APPEAL_REPLY,
    number="55-L-2026-00013",
    stream=Stream.RELOCATEE,
    household=(),
    documents=(),
    deadline_on=None,
    appeal=Clause(
        Words(
            "Шағымды қарау нәтижесімен келіспейтін адам бір ай ішінде сотқа жүгіне алады.",
            "Лицо, не согласное с результатом рассмотрения жалобы, вправе обратиться в суд в течение одного месяца.",
            "Whoever does not agree with the result may go to court within one month.",
        ),
        norm("136-бап", "статья 136", "article 136", CODE),
    ),
    complaint=AppealFacts(
        number="55-C-2026-00003",
        filed_on=date(2026, 2, 3),
        complainant="Омаров Ерлан",
        capacity=Words("сенімхат бойынша өкіл", "представитель по доверенности", "representative"),
        contested=EarlierPaper(
            Words("Бас тарту туралы шешім", "Решение об отказе", "Decision to refuse"),
            "55-QR-2026-00018",
            date(2026, 1, 20),
        ),
        demand=same("Бас тарту туралы шешімнің күшін жоюды сұраймын."),
        answers=(
            PointAnswer(
                same("Тіркеу мерзімі дұрыс есептелмеген."), same("Тіркеу күні қайта тексерілді, қате табылды.")
            ),
        ),
        outcome=Words(
            "Шағым қанағаттандырылсын, шешімнің күші жойылсын.",
            "Жалобу удовлетворить, решение отменить.",
            "To satisfy the complaint and cancel the decision.",
        ),
        reasoning=same("Мекенжай анықтамасының жаңа көшірмесі ұсынылды."),
        consequences=(Words("Отбасыға орын беріледі.", "Семье выделяются места.", "The family gets its places."),),
    ),
)
CORRECTION = replace(
    RECEIPT,
    kind=DocumentKind.CORRECTION,
    number="55-QR-2026-00019",
    stream=Stream.RELOCATEE,
    household=(),
    documents=(),
    deadline_on=None,
    correction=CorrectionFacts(
        corrected=EarlierPaper(
            Words("Өңірлік квотаға енгізу туралы шешім", "Решение о включении в квоту", "Decision to include"),
            "55-QR-2026-00017",
            date(2026, 2, 6),
        ),
        fields=(
            CorrectedField(
                Words("Отбасы мүшесінің туған күні", "Дата рождения члена семьи", "Birth date of a member"),
                same("23.01.2017"),
                same("23.01.2018"),
            ),
        ),
    ),
)
_MEMBERS = (
    ("Сәрсенов Қайрат Болатұлы", "chair"),
    ("Әбішева Жанар", "secretary"),
    ("Қожахметов Нұрлан", "member"),
    ("Ыбыраева Үміт", "member"),
    ("Петрова Ольга", "member"),
    ("Һашимов Өскен", "member"),
    ("Дәулетов Ғалым", "member"),
)
_SEATS = {
    "chair": Words("төраға", "председатель", "chair"),
    "secretary": Words("хатшы", "секретарь", "secretary"),
    "member": Words("мүше", "член", "member"),
}
_AKIMAT = Words("Павлодар облысының әкімдігі", "Акимат Павлодарской области", "Akimat of Pavlodar Region")
APPROVED = Words("енгізуді ұсынады", "рекомендует включить", "recommends to include")


def seats() -> tuple[MinutesSeat, ...]:
    return tuple(
        MinutesSeat(
            name=name,
            position=Words("бөлім басшысы", "руководитель отдела", "head of section"),
            body=_AKIMAT,
            seat=_SEATS[seat],
            is_present=name != _MEMBERS[-1][0],
            stands_for="Ахметов Дамир" if name == _MEMBERS[4][0] else "",
            is_voting=seat != "secretary",
            signed_at=SIGNED_AT if seat in {"chair", "secretary"} else None,
        )
        for name, seat in _MEMBERS
    )


def minutes_case(position: int) -> MinutesCase:
    """Most cases are approved by all; each fifth is refused with a dissent, a recusal, two grounds and a tie."""
    voting = [name for name, seat in _MEMBERS[:-1] if seat != "secretary"]
    if position % 5 != 1:
        return MinutesCase(
            position=position,
            number=f"55-A-2026-{position:05}",
            applicant=f"Қыдырбаева Әйгерім {position}",
            persons=position % 7 + 1,
            programme=RECEIPT.programme or APPROVED,
            opinion=APPROVED,
            outcome=APPROVED,
            reason="Барлық талап орындалған",
            votes=tuple(MinutesVote(name, "for") for name in voting),
            quota=Words("2026 жылғы квота", "квота 2026 года", "quota of 2026"),
            places_before=900 - position,
            places_after=895 - position,
        )
    return MinutesCase(
        position=position,
        number=f"55-A-2026-{position:05}",
        applicant=f"Тұрсынбек Жәнібек {position}",
        persons=1,
        programme=RECEIPT.programme or APPROVED,
        opinion=APPROVED,
        outcome=Words("бас тартуды ұсынады", "рекомендует отказать", "recommends to refuse"),
        reason="Тіркеу мерзімі жеткіліксіз",
        votes=(
            MinutesVote(voting[0], "against"),
            MinutesVote(voting[1], "against"),
            MinutesVote(voting[2], "for", "Отбасы 2019 жылдан бері тұрады, тіркеу кінәсінен емес."),
            MinutesVote(voting[3], "for"),
        ),
        recusals=(MinutesRecusal(voting[4], Words("туысы", "родство", "a relative"), "немере аға"),),
        grounds=REFUSED,
        is_decided_by_chair=True,
    )


def minutes_of(cases: int) -> PaperFacts:
    return PaperFacts(
        kind=DocumentKind.COMMISSION_MINUTES,
        number="55-M-2026-00003",
        code="4KQM3XPD9RHT",
        signed_at=SIGNED_AT,
        body=RECEIPT.body,
        signatory=HEAD,
        executor=CLERK,
        equivalence=RECEIPT.equivalence,
        basis=(norm("5-тармақ", "пункт 5", "paragraph 5"),),
        minutes=Minutes(
            sitting_number="55-S-2026-00003",
            held_at=datetime(2026, 2, 5, 4, 0, tzinfo=UTC),
            ended_at=datetime(2026, 2, 5, 7, 45, tzinfo=UTC),
            place="Павлодар қаласы, Сәтбаев көшесі, 49, мәжіліс залы",
            recording="https://video.example.kz/55/2026-02-05",
            commission=Words(
                "Павлодар облысы әкімінің 2026 жылғы 9 қаңтардағы № 4 өкімі",
                "Распоряжение акима Павлодарской области от 9 января 2026 года № 4",
                "Resolution of the akim of Pavlodar Region No. 4 dated 9 January 2026",
            ),
            quorum=Words(
                "мүшелердің жартысынан көбі, 6 мүшеден 4",
                "более половины членов, 4 из 6",
                "more than half of the members, 4 of 6",
            ),
            quorum_basis=norm("6-тармақ", "пункт 6", "paragraph 6"),
            members_total=6,
            present_total=5,
            needed_total=4,
            seats=seats(),
            cases=tuple(minutes_case(position) for position in range(1, cases + 1)),
        ),
    )
