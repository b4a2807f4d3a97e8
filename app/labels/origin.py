"""Words for descent and past: nationality and its proof, purpose of the move, kinship, travel documents."""

from __future__ import annotations

from app.domain.origin import KinshipDegree, Nationality, NationalityProof, TravelDocument, TripPurpose
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

NATIONALITIES: dict[Nationality, LazyString] = {
    Nationality.KAZAKH: lazy_pgettext("nationality", "Kazakh"),
    Nationality.OTHER: lazy_pgettext("nationality", "Another one"),
}

NATIONALITY_PROOFS: dict[NationalityProof, LazyString] = {
    NationalityProof.PASSPORT: lazy_gettext("The passport names it"),
    NationalityProof.BIRTH_CERTIFICATE: lazy_gettext("A birth certificate, mine or of a parent"),
    NationalityProof.STATELESS_CERTIFICATE: lazy_gettext("The certificate of a stateless person"),
    NationalityProof.OTHER_DOCUMENT: lazy_gettext("Another official document of the country of origin"),
    NationalityProof.RECOMMENDATION: lazy_gettext(
        "I have no such document, but a recommendation of the commission that determines Kazakh nationality"
    ),
}

TRIP_PURPOSES: dict[TripPurpose, LazyString] = {
    TripPurpose.RELATIVES: lazy_pgettext("purpose of the move", "To live with relatives"),
    TripPurpose.WORK: lazy_pgettext("purpose of the move", "To work"),
    TripPurpose.STUDY: lazy_pgettext("purpose of the move", "To study"),
    TripPurpose.SETTLE: lazy_pgettext("purpose of the move", "To settle in the historical homeland"),
}

KINSHIP_DEGREES: dict[KinshipDegree, LazyString] = {
    KinshipDegree.SPOUSE: lazy_pgettext("kinship", "Husband or wife"),
    KinshipDegree.PARENT: lazy_pgettext("kinship", "Father or mother"),
    KinshipDegree.CHILD: lazy_pgettext("kinship", "Son or daughter"),
    KinshipDegree.SIBLING: lazy_pgettext("kinship", "Brother or sister"),
    KinshipDegree.GRANDPARENT: lazy_pgettext("kinship", "Grandfather or grandmother"),
    KinshipDegree.AUNT_OR_UNCLE: lazy_pgettext("kinship", "Uncle or aunt"),
    KinshipDegree.COUSIN: lazy_pgettext("kinship", "Cousin"),
    KinshipDegree.NEPHEW_OR_NIECE: lazy_pgettext("kinship", "Nephew or niece"),
    KinshipDegree.DISTANT: lazy_pgettext("kinship", "More distant relative"),
}

TRAVEL_DOCUMENTS: dict[TravelDocument, LazyString] = {
    TravelDocument.FOREIGN_PASSPORT: lazy_pgettext("travel document", "Foreign passport"),
    TravelDocument.STATELESS_CERTIFICATE: lazy_pgettext("travel document", "Certificate of a stateless person"),
    TravelDocument.REFUGEE_CERTIFICATE: lazy_pgettext("travel document", "Refugee certificate"),
}
