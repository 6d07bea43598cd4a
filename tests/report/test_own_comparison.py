"""What is unusual about one council: told by the rule, on its own page alone."""

from __future__ import annotations

import datetime as dt
import stat

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.released import read_released
from coprod_helpers.report.own_comparison import own_page, unusual, write_own
from tests.releases import release_of

DAY = dt.date(2026, 11, 25)


def compared(own: float, others: list[float], measure: str = "coverage_gap", part: str = "all") -> pd.DataFrame:
    rows = [("X", "Own", measure, part, own)] + [(f"O{number}", "Other", measure, part, value) for number, value in enumerate(others)]
    return pd.DataFrame(rows, columns=["gss_code", "council", "measure", "part", "value"]).assign(count=1, base=2, withheld=None)


EIGHT = [0.40, 0.42, 0.44, 0.46, 0.48, 0.50, 0.52, 0.54]


@pytest.mark.parametrize(("own", "lies"), [(0.90, "above the usual span"), (0.05, "below the usual span"), (0.45, "inside")])
def test_value_is_set_against_the_fences_of_the_others(own, lies):
    """Quartiles 0.435 and 0.505, so fences 0.435 - 0.105 = 0.33 and 0.505 + 0.105 = 0.61."""
    row = unusual(compared(own, EIGHT), "X").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((0.33, 0.61)) and row["lies"] == lies and row["others"] == 8


def test_own_value_does_not_widen_its_own_span():
    assert unusual(compared(0.7, EIGHT), "X")["high"].item() == pytest.approx(0.61)


def test_too_few_others_say_nothing():
    row = unusual(compared(0.99, EIGHT[:7]), "X").iloc[0]
    assert row["lies"] == "too few others, or all alike" and np.isnan(row["low"])
    assert unusual(compared(0.99, [*EIGHT[:7], np.nan]), "X")["lies"].item() == "too few others, or all alike"


def test_span_stays_within_what_a_share_can_be():
    row = unusual(compared(0.5, [0.0, 0.1, 0.2, 0.3, 0.7, 0.8, 0.9, 1.0]), "X").iloc[0]
    assert (row["low"], row["high"]) == (0, 1) and row["lies"] == "inside"


def test_numbers_of_things_are_not_looked_at():
    assert unusual(compared(900, [1.0] * 4 + [2.0] * 5, "case_options"), "X").empty


@pytest.fixture
def files(home, tmp_path):
    """Nine invented councils alike, and one far out: everything of its coverage is a gap."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(2, 12):
        release_of(f"Z9900{number:04d}", folder, number, answers=40)
    return read_released([folder]).files


def test_page_is_for_one_council_and_names_no_other(files, tmp_path):
    code = files[0].council.gss_code
    page = own_page(files, code, DAY)
    assert f"For Invented council {code} alone" in page
    assert not [one.council.gss_code for one in files[1:] if one.council.gss_code in page]
    assert "Tukey" in page and "Unusual is not wrong" in page or "0 of" in page


def test_file_is_readable_by_its_user_alone_and_never_overwritten(files, tmp_path):
    path = write_own(files, files[0].council.gss_code, tmp_path / "new", DAY)
    assert path.name == f"only-for-{files[0].council.gss_code}.html" and stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(InputError, match="nothing is overwritten"):
        write_own(files, files[0].council.gss_code, tmp_path / "new", DAY)
