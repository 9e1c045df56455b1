"""Words of the rights gates: verdicts, rulings, and the records of people, works and what was made.

Pure data. Dates are ISO texts (`2026-11-03`), times ISO texts in UTC with a Z (`2026-11-03T10:00:00Z`), so that they
sort as text. `None` or an empty text means *not known*: the gates treat it as a missing fact. Every record reads what a
newer version wrote: fields it does not know are kept in `unknown`.
"""

from secondunit.core.rights.book import BOOK, RightsBook
from secondunit.core.rights.credentials import Credential, Ingredient
from secondunit.core.rights.house import Approval, HouseFacts
from secondunit.core.rights.making import Accrual, Contribution, Credit, Disclosure, ShotUse, Statement
from secondunit.core.rights.people import Consent, Notice, Party, Replica, Transfer
from secondunit.core.rights.rulings import Clearance, Firing, Ruling, Verdict, day
from secondunit.core.rights.works import Licence, Model, Source, Tool

__all__ = [
    "BOOK", "Accrual", "Approval", "Clearance", "Consent", "Contribution", "Credential", "Credit", "Disclosure",
    "Firing", "HouseFacts", "Ingredient", "Licence", "Model", "Notice", "Party", "Replica", "RightsBook", "Ruling",
    "ShotUse", "Source", "Statement", "Tool", "Transfer", "Verdict", "day",
]  # fmt: skip
