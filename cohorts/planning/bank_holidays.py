"""The bank holidays of England, from the list that GOV.UK publishes, as bundled with its library.

The list knows the days proclaimed once (the State Funeral, the Coronation) and those moved (2 June 2022). A bank
holiday proclaimed after the library was released is added to a school calendar as a closed day.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from govuk_bank_holidays.bank_holidays import BankHolidays


@cache
def in_england() -> Mapping[dt.date, str]:
    """Every known bank holiday and its name; asks the bundled list, never the network."""
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return MappingProxyType({holiday["date"]: holiday["title"] for holiday in published})
