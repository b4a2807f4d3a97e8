"""What happens in the demonstration's story: each case with its family, its region and everything done to it.

Days are working days before today, so that the story is always fresh: one case is due today, one tomorrow, some late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.domain.document_types import DocumentType
from app.domain.programmes.definition import CriterionCode, GroundCode, Step
from app.domain.stream import Stream
from app.domain.workflow import Action

PAVLODAR, PETROPAVL = "KZ-55", "KZ-59"
_NOTHING: Mapping[Step, Mapping[str, Any]] = MappingProxyType({})


class Owner(StrEnum):
    """Whose case it is: an invented family's, the demo applicant's own, or one that came to the desk."""

    FAMILY = "family"
    DEMO_APPLICANT = "demo_applicant"
    DESK = "desk"


class Doing(StrEnum):
    """What a person does that is no move of the case."""

    COMPLAIN = "complain"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done to a case, ``days`` working days ago.

    ``reply``: what the family answers to a request or asks of the superior body; the head's answer to an objection.
    ``dissent``: of a member of the commission, in writing.
    """

    action: Action | Doing
    days: int
    reason: str = ""
    grounds: tuple[str, ...] = ()
    requested: tuple[tuple[DocumentType, str], ...] = ()
    reply: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Tale:
    """A case of the story.

    ``changes`` go over the answers.  ``shares_parent``: the grandmother of the case before stands in this one too.
    ``note``: what an officer wrote down for colleagues.
    """

    region: str
    stream: Stream
    deeds: tuple[Deed, ...]
    owner: Owner = Owner.FAMILY
    language: str = "kk"
    changes: Mapping[Step, Mapping[str, Any]] = field(default_factory=lambda: _NOTHING)
    has_parent: bool = False
    shares_parent: bool = False
    note: str = ""


_RELOCATEE, _KANDAS, _STATUS = Stream.RELOCATEE, Stream.KANDAS, Stream.STATUS_ASSIGNMENT
_FITS = "Отбасы бағдарламаның талаптарына сәйкес келеді, құжаттар толық."
_NOT_REGISTERED = "Өтініш беруші мансап орталығында жұмыс іздеуші ретінде тіркелмеген."
_UNCLEAR = ((DocumentType.IDENTITY, "Көшірме анық емес: нөмірі оқылмайды."),)
_LACKING = "Отбасының бір мүшесінің жеке басын куәландыратын құжаты жоқ."
_COMMISSION_FOR = "Комиссия отбасын өңірлік квотаға енгізуді ұсынады: талаптар орындалған."
_COMMISSION_AGAINST = "Комиссия бас тартуды ұсынады: өтініш беруші жұмыс іздеуші ретінде тіркелмеген."
_DISSENT = "Тұрғын үйдің дайындығы тексерілмеген, шешімді кейінге қалдыру керек еді."
_NOT_JOBSEEKER: Mapping[Step, Mapping[str, Any]] = {Step.EMPLOYMENT: {"status": "self_employed"}}


def _submit(days: int) -> Deed:
    return Deed(Action.SUBMIT, days)


def _begun(days: int) -> tuple[Deed, ...]:
    """Handed in ``days`` ago and accepted on the next working day."""
    return (_submit(days), Deed(Action.ACCEPT, days - 1))


def _asked(days: int) -> Deed:
    return Deed(Action.RETURN_FOR_DOCUMENTS, days, "Құжаттың көшірмесі анық емес.", requested=_UNCLEAR)


def _proposed(days: int) -> Deed:
    return Deed(Action.PROPOSE_APPROVAL, days, _FITS)


def _proposed_refusal(days: int) -> Deed:
    return Deed(Action.PROPOSE_REFUSAL, days, _NOT_REGISTERED, (CriterionCode.JOBSEEKER,))


def _sat(days: int, dissent: str = "") -> Deed:
    """The commission recommended approval."""
    return Deed(Action.RECOMMEND_APPROVAL, days, _COMMISSION_FOR, dissent=dissent)


def _sat_against(days: int) -> Deed:
    return Deed(Action.RECOMMEND_REFUSAL, days, _COMMISSION_AGAINST, (CriterionCode.JOBSEEKER,))


def _announced(days: int) -> Deed:
    return Deed(Action.ANNOUNCE_REFUSAL, days, _NOT_REGISTERED, (CriterionCode.JOBSEEKER,))


def _objected(days: int) -> Deed:
    return Deed(Action.OBJECT, days, "Мен мансап орталығына қазан айында өтініш бердім, бірақ тіркелмей қалыппын.")


def _closed(days: int) -> Deed:
    return Deed(Action.CLOSE_HEARING, days, "Ұстаным жазбаша түрде алынды.")


def _silent(days: int) -> Deed:
    """The term for a position ran out, and nobody had said anything."""
    return Deed(Action.CLOSE_HEARING, days)


def _refused(days: int) -> Deed:
    answer = "Мансап орталығының тізіліміне сұрау салынды: өтініш тіркелмеген, сондықтан уәж қабылданбады."
    return Deed(Action.REFUSE, days, _NOT_REGISTERED, (CriterionCode.JOBSEEKER,), reply=answer)


def _complained(days: int) -> Deed:
    words = "Тізілімдегі қатені мансап орталығы мойындады, анықтаманы қоса беремін."
    return Deed(Doing.COMPLAIN, days, words, reply="Шешімнің күші жойылып, өтінішім қайта қаралса екен.")


def _withdrawn(days: int) -> Deed:
    return Deed(Action.WITHDRAW, days, "Отбасылық жағдайға байланысты көшу кейінге қалдырылды.")


# Sittings: eleven, seven and two working days ago; another is called for the next days.
_AT_PAVLODAR = (
    # The demo applicant's own: another region first, withdrawn; then asked for a better copy in five working days.
    Tale(PETROPAVL, _RELOCATEE, (_submit(12), _withdrawn(11)), Owner.DEMO_APPLICANT),
    Tale(PAVLODAR, _RELOCATEE, (*_begun(6), _asked(2)), Owner.DEMO_APPLICANT),
    # Waiting to be accepted: fresh, due today, late.
    Tale(PAVLODAR, _RELOCATEE, (_submit(0),)),
    Tale(PAVLODAR, _KANDAS, (_submit(1),), language="ru"),
    Tale(PAVLODAR, _RELOCATEE, (_submit(4),)),
    Tale(PAVLODAR, _KANDAS, (_submit(0),), Owner.DESK),
    # Being checked: at leisure, due tomorrow, due today, late.
    Tale(PAVLODAR, _RELOCATEE, _begun(3)),
    Tale(PAVLODAR, _KANDAS, _begun(10), note="Отбасы басшысымен телефон арқылы сөйлестім: көшуге дайын."),
    Tale(PAVLODAR, _RELOCATEE, _begun(11), language="ru"),
    Tale(PAVLODAR, _RELOCATEE, _begun(15), note="Тіркеуі туралы деректі ХҚО-дан сұраттым, жауап күтілуде."),
    # The same grandmother stands here and in a case of the other region.
    Tale(PAVLODAR, _RELOCATEE, _begun(5), has_parent=True),
    Tale(PETROPAVL, _RELOCATEE, (_submit(1),), shares_parent=True),
    # The family replied; the head sent back what was recommended.
    Tale(
        PAVLODAR,
        _KANDAS,
        (*_begun(8), _asked(6), Deed(Action.REPLY, 3, reply="Құжаттың анық көшірмесін қостық.")),
    ),
    Tale(
        PAVLODAR,
        _RELOCATEE,
        (
            *_begun(13),
            _proposed(12),
            _sat(11),
            Deed(Action.SEND_BACK, 10, "Балалардың туу туралы куәліктерін қайта тексеріңіз."),
        ),
    ),
    # Waiting for the commission; put off by it.
    Tale(PAVLODAR, _RELOCATEE, (*_begun(4), _proposed(1))),
    Tale(PAVLODAR, _KANDAS, (*_begun(5), _proposed(1)), language="en"),
    Tale(PAVLODAR, _RELOCATEE, (*_begun(3), _proposed_refusal(1)), changes=_NOT_JOBSEEKER),
    Tale(
        PAVLODAR,
        _RELOCATEE,
        (*_begun(6), _proposed(3), Deed(Action.DEFER, 2, "Тұрғын үйдің дайындығы туралы акт күтілуде.")),
    ),
    # Before the head.
    Tale(PAVLODAR, _RELOCATEE, (*_begun(6), _proposed(3), _sat(2, _DISSENT))),
    Tale(PAVLODAR, _KANDAS, (*_begun(7), _proposed(3), _sat(2)), language="en"),
    Tale(PAVLODAR, _RELOCATEE, (*_begun(7), _proposed_refusal(3), _sat_against(2)), changes=_NOT_JOBSEEKER),
    # In a hearing: nothing said yet; an objection, and the head is to decide.
    Tale(
        PAVLODAR,
        _RELOCATEE,
        (*_begun(7), _proposed_refusal(3), _sat_against(2), _announced(1)),
        changes=_NOT_JOBSEEKER,
    ),
    Tale(
        PAVLODAR,
        _RELOCATEE,
        (*_begun(9), _proposed_refusal(8), _sat_against(7), _announced(6), _objected(5), _closed(4)),
        changes=_NOT_JOBSEEKER,
    ),
    # Closed.
    Tale(PAVLODAR, _RELOCATEE, (*_begun(14), _proposed(12), _sat(11), Deed(Action.APPROVE, 9))),
    Tale(PAVLODAR, _KANDAS, (*_begun(16), _proposed(13), _sat(11), Deed(Action.APPROVE, 9))),
    Tale(
        PAVLODAR,
        _RELOCATEE,
        (
            *_begun(14),
            _proposed_refusal(12),
            _sat_against(11),
            _announced(10),
            _objected(9),
            _closed(8),
            _refused(7),
            _complained(2),
        ),
        changes=_NOT_JOBSEEKER,
    ),
    Tale(
        PAVLODAR,
        _KANDAS,
        (_submit(9), Deed(Action.REFUSE_TO_ACCEPT, 8, _LACKING, (GroundCode.INCOMPLETE_PACKAGE,))),
    ),
    Tale(PAVLODAR, _RELOCATEE, (*_begun(12), _withdrawn(9)), language="ru"),
    # About the status: asked for, before the commission, given lately, and one that soon runs out.
    Tale(PAVLODAR, _STATUS, (_submit(1),)),
    Tale(PAVLODAR, _STATUS, (*_begun(4), _proposed(1))),
    Tale(PAVLODAR, _STATUS, (*_begun(14), _proposed(12), _sat(11), Deed(Action.APPROVE, 9)), language="ru"),
    Tale(PAVLODAR, _STATUS, (*_begun(204), _proposed(203), _sat(202), Deed(Action.APPROVE, 201))),
)
_AT_PETROPAVL = (
    Tale(PETROPAVL, _RELOCATEE, (_submit(1),), language="ru"),
    Tale(PETROPAVL, _KANDAS, _begun(4), Owner.DESK),
    Tale(PETROPAVL, _RELOCATEE, (*_begun(7), _asked(3))),
    Tale(PETROPAVL, _RELOCATEE, (*_begun(8), _proposed(3), _sat(2))),
    Tale(PETROPAVL, _KANDAS, (*_begun(15), _proposed(13), _sat(11), Deed(Action.APPROVE, 9))),
    Tale(
        PETROPAVL,
        _RELOCATEE,
        (*_begun(14), _proposed_refusal(12), _sat_against(11), _announced(10), _silent(6), _refused(5)),
        changes=_NOT_JOBSEEKER,
    ),
)
# Two of each region whose sittings are held in another order than planned (demo_queue_ground.py): the last to file.
_LAST_REFERRED = tuple(
    Tale(region, _RELOCATEE, (*_begun(3), _proposed(2))) for region in (PAVLODAR, PETROPAVL) for _ in range(2)
)
TALES: tuple[Tale, ...] = _AT_PAVLODAR + _AT_PETROPAVL + _LAST_REFERRED
