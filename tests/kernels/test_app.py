"""The application binds its sockets under a mask and puts the mask back; the modes are tried in test_parent."""

from __future__ import annotations

import os
import sys

import comm


def test_mask_holds_while_sockets_are_bound_and_no_longer(monkeypatch):
    # ipykernel, once loaded, takes the ways of every widget of this process over; other tests need them as they were.
    for name in ("create_comm", "get_comm_manager"):
        monkeypatch.setattr(comm, name, getattr(comm, name))
    from ipykernel.kernelapp import IPKernelApp

    from coprod_helpers.kernels.app import PrivateKernelApp

    seen = []

    def bind(self):
        mask = os.umask(0o022)
        os.umask(mask)
        seen.append(mask)

    monkeypatch.setattr(IPKernelApp, "init_sockets", bind)
    monkeypatch.setattr(IPKernelApp, "init_heartbeat", bind)
    before = os.umask(0o002)
    try:
        app = PrivateKernelApp()
        app.init_sockets()
        app.init_heartbeat()
        assert seen == [0o177, 0o177] and os.umask(0o002) == 0o002
    finally:
        os.umask(before)


def test_kernel_is_made_without_a_look_at_every_module_and_sees_them_afterwards(monkeypatch):
    for name in ("create_comm", "get_comm_manager"):
        monkeypatch.setattr(comm, name, getattr(comm, name))
    import ipykernel.ipkernel
    from ipykernel.kernelapp import IPKernelApp

    from coprod_helpers.kernels.app import PrivateKernelApp

    seen = []
    monkeypatch.setattr(IPKernelApp, "init_kernel", lambda _self: seen.append(
        (dict(ipykernel.ipkernel.sys.modules), ipykernel.ipkernel.sys.version)))
    PrivateKernelApp().init_kernel()
    assert seen == [({}, sys.version)] and ipykernel.ipkernel.sys is sys
