"""Market It: what makes each group start and stay, and what could go wrong."""

from coprod_helpers.market_it.incentive_menu import menu_grid, menu_warnings
from coprod_helpers.market_it.risk_register import BANDS, borne_by, borne_by_citizens, finding, score_risks

__all__ = ["BANDS", "borne_by", "borne_by_citizens", "finding", "menu_grid", "menu_warnings", "score_risks"]
