"""Coded values of certificates (eHN value sets, last release 2.12.0 of 2023-05-23).

Withdrawn codes stay: certificates that bear them are still about. The lists are final,
the network that kept them has ended. Test devices are the exception: their list was
never part of the standard, so only what cannot be one of their numbers is refused.
"""

import re
from types import MappingProxyType
from typing import Final


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


DISEASES: Final = _codes("840539006")  # COVID-19
RAPID_TEST: Final = "LP217198-3"
TEST_METHODS: Final = MappingProxyType({"LP6464-4": "naat", RAPID_TEST: "rapid"})
TEST_RESULTS: Final = MappingProxyType(
    {"260415000": "negative", "260373001": "positive"}
)

PROPHYLAXES: Final = _codes(
    "1119305005 1119349007 J07BX03 1162643001 1157024006 29061000087103 "
    "28531000087107 30141000087107 1187593009"
)

VACCINES: Final = _codes(
    "EU/1/20/1528 EU/1/20/1507 EU/1/21/1529 EU/1/20/1525 EU/1/21/1618 EU/1/21/1624 "
    "EU/1/21/1580 EU/1/22/1709 CVnCoV NVX-CoV2373 Sputnik-V Sputnik-Light Sputnik-M "
    "Convidecia EpiVacCorona EpiVacCorona-N BBIBP-CorV WIBP-CorV CoronaVac Covaxin "
    "Inactivated-SARS-CoV-2-Vero-Cell Covishield Covid-19-recombinant R-COVI CoviVac "
    "Hayat-Vax Abdala MVC-COV1901 Covovax Vidprevtyn VLA2001 NVSI-06-08 YS-SC2-010 "
    "Covid-19-adsorvida-inativada SCTV01C Covifenz AZD2816 Soberana-02 "
    "Soberana-Plus"
)

MANUFACTURERS: Final = _codes(
    "ORG-100001699 ORG-100030215 ORG-100001417 ORG-100031184 ORG-100006270 "
    "ORG-100013793 ORG-100020693 ORG-100010771 ORG-100024420 ORG-100032020 "
    "ORG-100001981 ORG-100007893 ORG-100023050 ORG-100033914 ORG-100000788 "
    "ORG-100036422 ORG-100026614 ORG-100008549 ORG-100036914 Bharat-Biotech CIGB "
    "Chumakov-Federal-Scientific-Center Finlay-Institute Fiocruz NVSI "
    "Gamaleya-Research-Institute Instituto-Butantan Sinopharm-WIBP Sinovac-Biotech "
    "Vector-Institute Yisheng-Biopharma"
)

COUNTRIES: Final = _codes(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM "
    "BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX "
    "CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG "
    "GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV "
    "LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE "
    "NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO "
    "RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF "
    "WS XK YE YT ZA ZM ZW"
)
_ORGANISATION: Final = re.compile(r"[A-Z]{3,10}")

# Devices are numbered in the order in which they came to the JRC's database; the lists
# of 2021 end below 2,500, and nines are what people type for want of a number.
_DEVICE: Final = re.compile(r"[1-9][0-9]{0,3}")
_LAST_DEVICE: Final = 4999


def is_country(code: str) -> bool:
    """True for an ISO 3166-1 alpha-2 code or an organisation's name like UNHCR."""
    return code in COUNTRIES or _ORGANISATION.fullmatch(code) is not None


def is_device(number: str) -> bool:
    """True for what may be a rapid test's number in the JRC's database."""
    return _DEVICE.fullmatch(number) is not None and int(number) <= _LAST_DEVICE
