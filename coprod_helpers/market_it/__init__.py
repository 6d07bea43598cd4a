"""Market It: what makes each group start and stay, and what could go wrong."""

from coprod_helpers.market_it.charts import (cost_finding, menu_costs, menu_finding, menu_tiles, risk_change, to_do,
                                             who_bears)
from coprod_helpers.market_it.documents import report_section
from coprod_helpers.market_it.forms import choose_incentives, choose_risks
from coprod_helpers.market_it.incentive_menu import menu_grid, menu_warnings
from coprod_helpers.market_it.risk_register import BANDS, borne_by, borne_by_citizens, finding, score_risks
from coprod_helpers.market_it.sent_in import comments_finding, comments_view, ideas_finding, ideas_view

__all__ = ["BANDS", "borne_by", "borne_by_citizens", "choose_incentives", "choose_risks", "comments_finding", "comments_view", "cost_finding", "finding",
           "ideas_finding", "ideas_view",
           "menu_costs", "menu_finding", "menu_grid", "menu_tiles", "menu_warnings", "report_section", "risk_change",
           "score_risks", "to_do", "who_bears"]
