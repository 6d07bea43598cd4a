"""The gate before a database server that nobody can reach: the visitor is told that it is our fault, and nothing of the server."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from coprod_helpers.apps.gate import Gate
from coprod_helpers.apps.links import token_of
from coprod_helpers.apps.server import KEPT
from coprod_helpers.errors import StoreError
from coprod_helpers.workspace.invitations import Invitation
from tests.browser import free_port


def test_server_that_cannot_be_reached_is_no_fault_of_the_link(home):
    invitation = Invitation("abc", "our_star", "", dt.date(2099, 1, 1), None, "", "", False, 0)
    asked = SimpleNamespace(request=SimpleNamespace(remote_ip="192.0.2.1", headers={}, query_arguments={}),
                            path_kwargs={"form": "our_star", "token": token_of("Z00000001", invitation)})
    gate = Gate(f"postgresql://coprod@127.0.0.1:{free_port()}/coprod", 1, lambda: 0)
    with pytest.raises(StoreError, match="cannot be reached"):
        gate(asked, None, "")


def test_pages_kernel_is_told_how_to_reach_a_database_server_and_nothing_of_the_councils_own():
    told = [name for name in ("PGPASSWORD", "PGPASSFILE", "PGSSLROOTCERT", "COPROD_STORE", "SECRET", "AWS_KEY") if KEPT.fullmatch(name)]
    assert told == ["PGPASSWORD", "PGPASSFILE", "PGSSLROOTCERT"]
