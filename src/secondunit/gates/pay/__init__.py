"""Pay for replicas: formulas of agreements as data, a production's own rates, and what is due."""

from secondunit.gates.pay.accrue import Due, accrue, floor_of, formula_for, use_days
from secondunit.gates.pay.rates import FILE, Rates, Stated
from secondunit.gates.pay.tables import SESSIONS, Formula, PayTable, builtin, in_force

__all__ = ["FILE", "SESSIONS", "Due", "Formula", "PayTable", "Rates", "Stated", "accrue", "builtin", "floor_of",
           "formula_for", "in_force", "use_days"]  # fmt: skip
