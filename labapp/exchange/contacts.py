"""Phones, e-mail addresses and business registration numbers: well formed or not.

Well formed is all that is ever said: nothing here asks whether a number exists or who has it.
"""

import re
from typing import Final

from labapp.domain.imports import Cell, FaultKind
from labapp.exchange.readings import Reading, Remark, plain, refuse, remark, shown

_HONG_KONG: Final = 852
_HK_NUMBER: Final = re.compile(r"[2-9]\d{7}")
_MAINLAND_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_PHONE_LABEL: Final = re.compile(
    r"^(?:tel|phone|mobile|mob|office|direct|電話|电话|手機|手机|t|m)\s*[.:]?\s*"
)
_PHONE_END: Final = re.compile(r"\s*(?:/|;|,|\n|、|\bor\b|或|及|\band\b)\s*")
_EXTENSION: Final = re.compile(r"\s*(?:ext\.?|extn\.?|x|#|內線|内线|轉|转)\s*:?\s*(\d{1,6})$")
_PHONE: Final = re.compile(r"(?P<number>\(?\+?[\d\s().\-–]*\d)\s*(?P<rest>\D*)")
_EMAIL: Final = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~\-]+@(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z][a-z0-9\-]*[a-z0-9]",
    re.IGNORECASE,
)
_EMAIL_END: Final = re.compile(r"[\s;,/、]+")
_LONGEST_EMAIL: Final = 254
_BRN: Final = re.compile(r"(?P<number>\d{8})(?P<branch>\d{3})?(?:\d{4}[a-z0-9])?", re.IGNORECASE)
_BRN_LABEL: Final = re.compile(
    r"^(?:br\s*no\.?|brn?|ubi|商業登記(?:號碼)?|商业登记(?:号码)?)\s*[.:]?\s*"
)
_SUBSTITUTE: Final = re.compile(r"c\d{5,10}")


def read_phone(cell: Cell) -> Reading[str]:
    """Read a phone number as E.164.

    A Hong Kong number is eight digits beginning 2 to 9, with or without +852; that it has not been
    given out is only a remark. Numbers of other places need their + or 00 (Mainland mobiles do
    not) and are checked by their length. Only the first of several numbers is taken.
    """
    text = _PHONE_LABEL.sub("", plain(shown(cell).replace("\n", "/")))
    first, *rest = [part for part in _PHONE_END.split(text) if part] or [""]
    if extension := _EXTENSION.search(first):
        rest.append(extension[1])
        first = first[: extension.start()]
    found = _PHONE.fullmatch(first)
    if found is None:
        return refuse(FaultKind.PHONE_MALFORMED)
    if found["rest"]:
        rest.append(found["rest"])
    remarks = [remark(FaultKind.PHONE_REST, rest=", ".join(rest))] if rest else []
    digits = re.sub(r"\D", "", found["number"])
    if "+" in found["number"] or digits.startswith("00"):
        digits = digits.removeprefix("00")
    elif _HK_NUMBER.fullmatch(digits):
        digits = f"{_HONG_KONG}{digits}"
    elif _MAINLAND_MOBILE.fullmatch(digits):
        digits = f"86{digits}"
        remarks.append(remark(FaultKind.COUNTRY_ASSUMED, country="+86"))
    elif not re.fullmatch(r"852[2-9]\d{7}", digits):
        return refuse(FaultKind.PHONE_MALFORMED)
    return _checked(f"+{digits}", remarks)


def _checked(number: str, remarks: list[Remark]) -> Reading[str]:
    # Its tables cost start-up time, and most runs of the program read no spreadsheet.
    import phonenumbers  # noqa: PLC0415 -- start-up time

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return refuse(FaultKind.PHONE_MALFORMED)
    national = str(parsed.national_number)
    if parsed.country_code == _HONG_KONG:
        if not _HK_NUMBER.fullmatch(national):
            return refuse(FaultKind.PHONE_MALFORMED)
    elif not phonenumbers.is_possible_number(parsed):
        return refuse(FaultKind.PHONE_MALFORMED)
    if not phonenumbers.is_valid_number(parsed):
        remarks.append(remark(FaultKind.PHONE_UNUSUAL))
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Reading(str(written), tuple(remarks))


def phone_shown(number: str | None) -> str | None:
    """Return an E.164 number as people here write it: ``+852 2123 4567``."""
    if number and re.fullmatch(r"\+852[2-9]\d{7}", number):
        return f"+852 {number[4:8]} {number[8:]}"
    return number


def read_email(cell: Cell) -> Reading[str]:
    """Read an e-mail address; its domain is written small. Only the first of several is taken."""
    text = shown(cell).replace("＠", "@").removeprefix("mailto:").strip()
    if inside := re.search(r"<([^<>]+)>", text):
        text = inside[1].strip()
    first, *rest = [part for part in _EMAIL_END.split(text) if part] or [""]
    if not _EMAIL.fullmatch(first) or len(first) > _LONGEST_EMAIL or _dots(first):
        return refuse(FaultKind.EMAIL_MALFORMED)
    name, _, domain = first.rpartition("@")
    remarks = (remark(FaultKind.EMAIL_REST, rest=", ".join(rest)),) if rest else ()
    return Reading(f"{name}@{domain.lower()}", remarks)


def _dots(address: str) -> bool:
    """Whether dots stand where no mail server takes them."""
    name = address.rpartition("@")[0]
    return name.startswith(".") or name.endswith(".") or ".." in name


def read_brn(cell: Cell) -> Reading[tuple[str, str | None]]:
    """Read a business registration number as (8 digits, branch of 3 digits or None).

    Spaces and dashes are dropped and the rest of a pasted certificate number is cut off. A
    substitute number (C and the old company number) is not one: it is remarked and left out.
    """
    text = _BRN_LABEL.sub("", plain(cell))
    joined = re.sub(r"[\s\-–—./]", "", text)
    if found := _BRN.fullmatch(joined):
        return Reading((found["number"], found["branch"]))
    if _SUBSTITUTE.fullmatch(joined):
        return Reading(None, (remark(FaultKind.BRN_SUBSTITUTE),))
    return refuse(FaultKind.BRN_MALFORMED)
