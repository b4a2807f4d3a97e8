"""Addresses at which a person can be reached: e-mail and phone, in the one form in which they are stored."""

from __future__ import annotations

import re

import phonenumbers

from app.domain.errors import DomainError

EMAIL = "email"
SMS = "sms"
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_LONGEST = 254


class AddressError(DomainError):
    """The text is neither an e-mail address nor a phone number."""

    code = "address_wrong"


def parse(text: str) -> tuple[str, str]:
    """Channel (``email`` or ``sms``) and address in stored form; :class:`AddressError` where it is neither."""
    return (EMAIL, email(text)) if "@" in text else (SMS, phone(text))


def email(text: str) -> str:
    """E-mail address, folded to lower case."""
    folded = text.strip().lower()
    if len(folded) > _LONGEST or not _EMAIL.fullmatch(folded):
        raise AddressError("email_wrong")
    return folded


def phone(text: str) -> str:
    """Phone number as ``+77012345678``; without a country code it is a number of Kazakhstan."""
    try:
        number = phonenumbers.parse(text.strip(), "KZ")
    except phonenumbers.NumberParseException:
        raise AddressError() from None
    if not phonenumbers.is_valid_number(number):
        raise AddressError()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(address: str) -> str:
    """The address as people write it: ``+7 701 234 5678``."""
    if not address.startswith("+"):
        return address
    number = phonenumbers.parse(address, None)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
