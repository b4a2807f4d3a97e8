"""Every refusal in words: the code of a :class:`DomainError` → what the person reads.

A feature adds its codes here; ``%(name)s`` is filled from the error's ``params``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.errors import DomainError
from app.i18n import LazyString, format_date, lazy_gettext
from app.labels.appeal import ERRORS as _APPEAL
from app.labels.commission import ERRORS as _COMMISSION
from app.labels.departure import ERRORS as _DEPARTURE
from app.labels.kandas_status import REFUSALS as KANDAS_STATUS
from app.labels.place_profile import REFUSALS as PLACE_PROFILE
from app.labels.placement import REFUSALS as PLACEMENT
from app.labels.profession import REFUSALS as PROFESSION
from app.labels.queue import ERRORS as _QUEUE
from app.labels.quota import REFUSALS as _QUOTA_LEDGER
from app.labels.quota_request import ERRORS as _QUOTA_REQUEST
from app.labels.redistribution import ERRORS as _REDISTRIBUTION
from app.labels.task import ERRORS as _TASK

_GENERAL: Mapping[str, LazyString] = {
    "not_allowed": lazy_gettext("This is not allowed."),
    "move_not_allowed": lazy_gettext("This step is not possible in the present state of the application."),
    "role_not_allowed": lazy_gettext("This step belongs to a person with other duties."),
    "reason_required": lazy_gettext("Give a reason."),
    "quota_exceeded": lazy_gettext(
        "The quota of the region does not suffice: %(asked)s places are needed, %(available)s are available."
    ),
    "stale_version": lazy_gettext(
        "Somebody else has changed this in the meantime. Nothing has been overwritten: look at what is there now and "
        "decide again."
    ),
}

_ACCOUNT: Mapping[str, LazyString] = {
    "throttled": lazy_gettext("Too many attempts. Try again after %(until)s."),
    "sign_in_refused": lazy_gettext("The e-mail address, the password or the one-time code is wrong."),
    "code_wrong": lazy_gettext("The code is wrong or has expired. Check it, or ask for a new one."),
    "code_exhausted": lazy_gettext("The code was entered wrongly too often. Ask for a new one."),
    "address_wrong": lazy_gettext(
        "Enter an e-mail address such as name@example.kz, or a phone number such as +7 701 234 56 78."
    ),
    "email_wrong": lazy_gettext("Enter an e-mail address such as name@example.kz."),
    "address_taken": lazy_gettext("Another account uses this address already."),
    "last_address": lazy_gettext("One address must remain, so that you can sign in."),
    "invitation_gone": lazy_gettext("The invitation has expired or was used. Ask the administrator for another."),
    "password_short": lazy_gettext("The password must have at least %(length)s characters."),
    "password_common": lazy_gettext("This password is easy to guess. Choose several unrelated words, for example."),
    "password_long": lazy_gettext("The password may have at most %(length)s characters."),
    "password_current_wrong": lazy_gettext("Your present password is wrong."),
    "password_own_name": lazy_gettext("The password must not contain your name or your e-mail address."),
    "one_time_code_wrong": lazy_gettext("The one-time code is wrong. Wait for the next one and enter that."),
    "own_account": lazy_gettext("You cannot change your own duties or switch off your own account."),
    "role_needs_region": lazy_gettext("Choose the region for this role."),
    "role_without_region": lazy_gettext("This role is national: leave the region empty."),
    "role_held": lazy_gettext("The person has this role already."),
    "not_staff": lazy_gettext("This is not the account of a member of staff."),
    "last_administrator": lazy_gettext("One administrator must remain."),
}

_APPLICATION: Mapping[str, LazyString] = {
    "programme_other_channel": lazy_gettext("This cannot be applied for in this way."),
    "programme_closed": lazy_gettext("No application can be made under this programme today."),
    "not_again": lazy_gettext("This application cannot be made again: it is open, was approved, or was begun by us."),
    "not_a_draft": lazy_gettext("The application has been submitted, so it cannot be changed any more."),
    "answer_malformed": lazy_gettext("One of the answers could not be read. Check the page and send it again."),
    "application_incomplete": lazy_gettext("The application is not complete yet. Finish the steps that are left."),
    "member_unknown": lazy_gettext("This person is not on the list any more."),
    "member_incomplete": lazy_gettext(
        "Enter the names, the date of birth, and the IIN or the number of a foreign document."
    ),
    "same_iin_twice": lazy_gettext("This IIN is already entered for another member"),
    "same_document_twice": lazy_gettext("This document is already entered for another member"),
    "too_many_rows": lazy_gettext("A list can have at most %(limit)s entries."),
    "row_unknown": lazy_gettext("This entry is not on the list any more."),
    "too_many_members": lazy_gettext("A household can have at most %(limit)s members here."),
    "attachment_unknown": lazy_gettext("This file is not there any more."),
    "attachment_fixed": lazy_gettext("This file has been handed in and cannot be taken back."),
    "files_closed": lazy_gettext("No files can be added to the application now."),
    "reply_empty": lazy_gettext("Add a document, or write why you cannot send it."),
    "file_missing": lazy_gettext("Choose a file."),
    "file_empty": lazy_gettext("The file is empty. Choose another one."),
    "file_type": lazy_gettext("Files of this kind are not taken. Send a PDF, JPEG, PNG or Word (DOCX) file."),
    "file_broken": lazy_gettext("The file is damaged and cannot be opened. Scan or save the document again."),
    "file_mixed": lazy_gettext("The file hides something of another kind in it, so it is not taken."),
    "file_bomb": lazy_gettext("The file unpacks to far more than its size, so it is not taken."),
    "file_macros": lazy_gettext("Documents with macros are not taken. Save it as PDF and send that."),
    "file_pixels": lazy_gettext("The image is too large to be shown. Scan the document at a lower resolution."),
    "file_too_large": lazy_gettext("The file is larger than %(limit)s MB. Scan it at a lower resolution or divide it."),
    "file_infected": lazy_gettext("A virus was found in the file, so it is not taken."),
    "file_unscanned": lazy_gettext(
        "The file could not be checked for viruses just now, so it was not taken. Try again in a few minutes."
    ),
    "file_too_many": lazy_gettext("No more than %(limit)s files can be added."),
}

_QUOTA: Mapping[str, LazyString] = {
    "order_not_in_force": lazy_gettext(
        "The order changes the places of this year from %(day)s on. Load it on that day or later."
    ),
    "order_version": lazy_gettext(
        "Another order was put into force in the meantime: this file is version %(version)s, but version %(expected)s "
        "is the next one. Nothing has been changed. Choose the file again to see what it would change now."
    ),
    "order_below_held": lazy_gettext(
        "%(region)s: the order gives %(asked)s places, but %(held)s are held or used there already. Nothing has been "
        "changed."
    ),
    "order_file_not_a_table": lazy_gettext("The file must be a CSV table or an Excel workbook (XLSX)."),
    "order_file_not_utf8": lazy_gettext("The CSV file must be saved as UTF-8."),
    "order_file_too_large": lazy_gettext("The file is too large for an order: 2 MB and 5,000 rows at most."),
    "order_file_broken_workbook": lazy_gettext("The workbook cannot be opened. Save it anew as XLSX, or as CSV."),
    "order_file_gone": lazy_gettext("The file is no longer here. Choose it again."),
}

_REFERENCE: Mapping[str, LazyString] = {
    "period_overlaps": lazy_gettext(
        "Another row about the same thing is in force from %(start)s to %(end)s. Two rows cannot hold on the same day: "
        "change the days of one of them."
    ),
    "period_reversed": lazy_gettext("The last day cannot be before the first."),
    "range_reversed": lazy_gettext("The upper end cannot be smaller than the lower one."),
    "value_missing": lazy_gettext("Enter the value."),
    "value_not_number": lazy_gettext("Enter a number, for example 4325 or 0.5."),
    "value_not_whole": lazy_gettext("Enter a whole number."),
    "value_not_share": lazy_gettext("Enter a share between 0 and 1: a half is 0.5."),
    "value_not_time": lazy_gettext("Enter a time such as 09:00."),
    "value_not_month_day": lazy_gettext("Enter month and day such as 10-01 for 1 October."),
    "value_not_days": lazy_gettext("Enter numbers of days with commas between them, for example 60,30,10."),
    "measure_range_half": lazy_gettext("Enter both ends of the range; where the size is fixed, enter it twice."),
    "measure_without_size": lazy_gettext("Enter the size of the measure: indices, a limit in tenge or a share."),
    "verifier_missing": lazy_gettext("Enter the name of the lawyer who compared the entry with the act."),
    "verified_in_future": lazy_gettext("The day of verification cannot be in the future."),
    "verification_needs_act": lazy_gettext("Name the act first: an entry is verified by comparing it with its act."),
    "moved_nowhere": lazy_gettext("The day off and the working day must be two different days."),
    "reference_exists": lazy_gettext("There is an entry for this already: correct that one."),
}

_REVIEW: Mapping[str, LazyString] = {
    "days_not_known": lazy_gettext("Public holidays are known for the years %(first)s to %(last)s only."),
    "no_such_breach": lazy_gettext("This term was not missed."),
    "own_preparation": lazy_gettext("You prepared this case yourself, so another head of the region decides on it."),
    "grounds_required": lazy_gettext("Choose at least one ground."),
    "unknown_ground": lazy_gettext("One of the grounds does not belong to this programme. Choose from the list."),
    "nothing_requested": lazy_gettext("Choose at least one document."),
    "place_already_held": lazy_gettext(
        "A person of this household already has a place in the quota through another application: %(number)s."
    ),
    "no_places_held": lazy_gettext("No places are held for this household, so it cannot be approved."),
    "case_closed": lazy_gettext("The case is closed: nobody works on it any more."),
    "not_case_worker_here": lazy_gettext("The person is not a case worker of this region."),
    "no_such_application": lazy_gettext("There is no such application."),
    "no_such_attachment": lazy_gettext("The document is not there any more."),
    "note_empty": lazy_gettext("Write the note."),
    "note_too_long": lazy_gettext("The note may have at most %(limit)s characters."),
}

_HEARING: Mapping[str, LazyString] = {
    "hearing_not_now": lazy_gettext(
        "No position can be taken now: the case has gone on. You can complain about the decision when it is made."
    ),
    "objection_empty": lazy_gettext("Write at least one objection."),
    "objection_too_long": lazy_gettext("One objection may have at most %(limit)s characters: divide it."),
    "objections_too_many": lazy_gettext("At most %(limit)s objections can be written here. Attach a letter instead."),
    "objections_stand": lazy_gettext("Objections were made already, and each will be answered."),
    "answer_too_long": lazy_gettext("One answer may have at most %(limit)s characters."),
    "hearing_contact_missing": lazy_gettext("Say where we can reach you for the hearing."),
    "hearing_asked": lazy_gettext("The applicant asked to be heard aloud: appoint the hearing and hold it first."),
    "hearing_appointed": lazy_gettext("A hearing is appointed: hold it, or record that the applicant did not come."),
    "position_open": lazy_gettext(
        "The applicant can take a position until %(until)s. The case cannot go on before, unless they say that nothing "
        "more will come."
    ),
    "position_untold": lazy_gettext(
        "The preliminary decision has not reached the applicant: no message was delivered. Hand it over on paper and "
        "write down when."
    ),
    "invitation_undelivered": lazy_gettext(
        "The invitation to this hearing was not delivered, so the applicant did not stay away. Move the hearing and "
        "tell them in another way."
    ),
    "own_word_only": lazy_gettext("Only the applicant can say this, from their own account."),
    "statement_missing": lazy_gettext("Add the applicant’s signed statement and choose it."),
    "statement_unfit": lazy_gettext("Choose a statement that was added after the preliminary decision."),
    "move_reason_missing": lazy_gettext("Write why the hearing is moved."),
    "moves_exhausted": lazy_gettext(
        "The office has moved this hearing %(most)s times, which is the most. Only the applicant can ask for another "
        "day."
    ),
    "hearing_preparer_presides": lazy_gettext("Whoever prepared the case does not preside at its hearing."),
    "handed_in_future": lazy_gettext("The day of receipt cannot lie ahead."),
    "handed_before": lazy_gettext("The day of receipt cannot be before the preliminary decision."),
    "post_number_missing": lazy_gettext("Enter the number of the registered letter."),
    "hearing_in_past": lazy_gettext("The hearing must lie ahead."),
    "hearing_too_far": lazy_gettext("Check the year: a hearing is appointed for a day within the next year."),
    "hearing_day_off": lazy_gettext("This is a day off. Choose a working day."),
    "hearing_too_early": lazy_gettext(
        "The applicant must know of the hearing in time: the first possible day is %(day)s. An earlier day needs the "
        "applicant’s consent in writing."
    ),
    "hearing_same_person": lazy_gettext("Who presides and the secretary must be two different people."),
    "hearing_place_missing": lazy_gettext("Enter the room, the telephone number or the link."),
    "hearing_official_unknown": lazy_gettext("Choose officials who work for this region now."),
    "hearing_not_appointed": lazy_gettext("No hearing is appointed: appoint it first."),
    "minutes_written": lazy_gettext("The minutes of the hearing are written, so it cannot be moved any more."),
    "minutes_missing": lazy_gettext("There are no minutes yet."),
    "minutes_not_yours": lazy_gettext("The minutes are signed by who presided and by the secretary only."),
    "minutes_signed": lazy_gettext("You have signed these minutes already."),
    "minutes_unsigned": lazy_gettext("The minutes are not signed by both officials yet."),
    "minutes_other_day": lazy_gettext(
        "The hearing was appointed for %(day)s. Move it first if it was held another day."
    ),
    "hearing_term_unknown": lazy_gettext(
        "Nobody has entered how long the applicant may answer (%(key)s), so nothing can be announced. "
        "Ask the administrator to enter it."
    ),
    "absence_too_early": lazy_gettext(
        "The applicant cannot be absent before the appointed hour. Wait for it, or write when the hearing began."
    ),
    "minutes_in_future": lazy_gettext("The hearing cannot end in the future."),
    "minutes_reversed": lazy_gettext("The end must be after the beginning."),
    "minutes_incomplete": lazy_gettext("The minutes are not complete yet."),
    "presiding_signs_first": lazy_gettext("Who presided signs first; the secretary’s signature ends the hearing."),
    "objection_unanswered": lazy_gettext("Answer every objection. Without an answer so far: %(numbers)s."),
    "ground_not_heard": lazy_gettext(
        "The applicant was not heard on one of these grounds. Name only grounds of the preliminary decision, or send "
        "the case back and announce a new one."
    ),
}

WORDS: Mapping[str, LazyString] = {
    **KANDAS_STATUS,
    **_APPEAL,
    **_HEARING,
    **_GENERAL,
    **_COMMISSION,
    **_APPLICATION,
    **_REVIEW,
    **_TASK,
    **_DEPARTURE,
    **_QUOTA_REQUEST,
    **_ACCOUNT,
    **_QUOTA,
    **_QUEUE,
    **_QUOTA_LEDGER,
    **_REFERENCE,
    **_REDISTRIBUTION,
    **PLACE_PROFILE,
    **PROFESSION,
    **PLACEMENT,
}


def refusal(error: DomainError) -> str:
    """The refusal in the language in use, for the page that shows it."""
    words = str(WORDS.get(error.code, WORDS["not_allowed"]))
    # A day is kept as ISO text under a name that ends in «_on», so that a refusal can be stored as it is.
    said = {
        name: format_date(date.fromisoformat(value)) if name.endswith("_on") and isinstance(value, str) else value
        for name, value in error.params.items()
    }
    return words % said if said else words
