"""The parent: what it forks is a kernel like any other, and nothing is left of it afterwards."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coprod_helpers.kernels.parent import Learned, load, thread_count
from tests.kernels.conftest import children, gone, is_running, kernel, said


def test_kernel_comes_from_the_parent_with_what_it_loaded(parent):
    with kernel() as (manager, client):
        assert said(client, "import os, sys; print(os.getppid(), 'numpy' in sys.modules)") == f"{parent.pid} True"
        assert manager.provisioner.pid in children(parent.pid)


def test_kernel_leads_a_process_group_and_a_session_of_its_own(parent):
    with kernel() as (manager, _):
        pid = manager.provisioner.pid
        assert os.getpgid(pid) == os.getsid(pid) == pid


def test_sockets_and_the_connection_file_are_this_users_alone(parent):
    with kernel() as (manager, _):
        files = [Path(manager.connection_file), *(Path(f"{manager.ip}-{number}") for number in range(1, 6))]
        assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 6
    assert stat.S_IMODE(Path(parent.address.socket).stat().st_mode) == 0o600


def test_random_numbers_differ_from_child_to_child(parent):
    draws = []
    for _ in range(3):
        with kernel() as (_, client):
            draws.append(said(client, "import random, numpy; print(random.random(), numpy.random.rand())"))
    assert len({draw.split()[0] for draw in draws}) == len({draw.split()[1] for draw in draws}) == 3


def test_nothing_of_a_council_is_left_in_the_parent(parent, monkeypatch):
    canary = f"canary-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv("CANARY", canary)
    with kernel() as (_, client):
        assert said(client, "import os; print(os.environ['CANARY'])") == canary
        said(client, f"kept = '{canary}'")
    # The pattern is put together here, so that this very test does not plant it.
    assert not holds(parent.pid, canary.encode()) and holds(os.getpid(), canary.encode())


def holds(pid: int, text: bytes) -> bool:
    """True if a process has a text in memory that it may write to."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            begin, end, rights = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            if rights.startswith("rw"):
                try:
                    memory.seek(int(begin, 16))
                    if text in memory.read(int(end, 16) - int(begin, 16)):
                        return True
                except OSError:
                    continue
    return False


def test_no_zombie_no_file_and_no_thread_stays(parent):
    with kernel():
        pass
    before = os.listdir(f"/proc/{parent.pid}/fd")
    for _ in range(4):
        with kernel() as (_, client):
            said(client, "import subprocess; subprocess.Popen(['sleep', '60'])")
    time.sleep(0.3)
    assert children(parent.pid) == [] and os.listdir(f"/proc/{parent.pid}/fd") == before
    assert os.listdir(f"/proc/{parent.pid}/task") == [str(parent.pid)]


def test_kernel_has_no_file_of_its_siblings(parent):
    with kernel() as (first, _), kernel() as (second, _):
        mine = os.readlink(f"/proc/{parent.pid}/fd/{max(map(int, os.listdir(f'/proc/{parent.pid}/fd')))}")
        held = {os.readlink(f"/proc/{first.provisioner.pid}/fd/{name}") for name in os.listdir(f"/proc/{first.provisioner.pid}/fd")}
        assert mine.startswith("socket:") and mine not in held and second.provisioner.pid


def test_what_a_kernel_started_ends_with_it(parent):
    with kernel() as (_, client):
        started = int(said(client, "import subprocess; p = subprocess.Popen(['sleep', '60']); print(p.pid)"))
        assert is_running(started)
    assert gone(started)


def test_exit_code_of_a_dead_kernel_is_told(parent):
    with kernel() as (manager, client):
        client.execute("import os; os._exit(7)")
        assert manager.provisioner.process.wait(5) == 7 and not manager.is_alive()


def test_kernel_can_be_interrupted_restarted_and_ended_politely(parent):
    with kernel() as (manager, client):
        threading.Timer(0.5, manager.interrupt_kernel).start()
        assert said(client, "import time; time.sleep(20)") == "KeyboardInterrupt"
        first = manager.provisioner.pid
        manager.restart_kernel()
        client.wait_for_ready(timeout=30)
        assert said(client, "print(1 + 1)") == "2" and manager.provisioner.pid != first and gone(first)
        last = manager.provisioner.pid
        began = time.monotonic()
        manager.shutdown_kernel()
        assert gone(last) and time.monotonic() - began < 2


def test_kernel_ends_when_nobody_waits_for_it(parent):
    with kernel() as (manager, _):
        pid = manager.provisioner.pid
        manager.provisioner.process.let_go()
        assert gone(pid)


def test_32_kernels_at_once(parent):
    from concurrent.futures import ThreadPoolExecutor

    def one(number: int) -> str:
        with kernel() as (_, client):
            return said(client, f"print({number} * 2)", 120)

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(one, range(32))) == [str(number * 2) for number in range(32)]
    assert gone_all(parent.pid)


def gone_all(pid: int) -> bool:
    until = time.monotonic() + 5
    while children(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not children(pid)


def test_late_import_is_learned_by_the_parent_and_by_the_next_one(parent):
    with kernel() as (_, client):
        assert said(client, "import sys; print('wave' in sys.modules); import wave") == "False"
    time.sleep(0.3)
    with kernel() as (_, client):
        assert said(client, "import sys; print('wave' in sys.modules)") == "True"
    assert "wave" in json.loads(parent._learned.read_text())
    assert "wave" in Learned(parent._learned, []).names and "wave" not in Learned(parent._learned, ["wave"]).names


def test_module_that_starts_a_thread_is_not_learned(tmp_path, monkeypatch):
    (tmp_path / "threaded_module.py").write_text("import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()")
    (tmp_path / "plain_module.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    learned = Learned(tmp_path / "learned.json", [])
    # Tried where this process' own threads do not count: the module's thread is one more than before.
    learned.add(["plain_module", "threaded_module", "module_that_is_not_there"])
    assert learned.names == ["plain_module"] and "threaded_module" not in sys.modules


def test_damaged_notes_of_what_was_learned_are_no_notes(tmp_path):
    (tmp_path / "learned.json").write_text("{")
    assert Learned(tmp_path / "learned.json", []).names == []


def test_load_leaves_out_what_cannot_be_loaded(tmp_path, monkeypatch):
    (tmp_path / "faulty_module.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(str(tmp_path))
    load(["faulty_module", "module_that_is_not_there", "wave"])
    assert "wave" in sys.modules


def test_threads_are_counted_as_the_system_counts_them():
    before = thread_count()
    stop = threading.Event()
    threading.Thread(target=stop.wait).start()
    assert thread_count() == before + 1
    stop.set()


def test_parent_refuses_strangers_keys(parent):
    import socket

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(parent.address.socket)
        null = os.open(os.devnull, os.O_RDWR)
        socket.send_fds(connection, [b"wrong"], [null] * 4)
        assert b"refused" in connection.recv(500)
        os.close(null)


@pytest.mark.parametrize("killed", ["parent", "owner"])
def test_kernels_end_with_the_parent_and_the_parent_with_its_owner(killed, tmp_path):
    code = """
import sys, time
sys.path.insert(0, %r)
from coprod_helpers.kernels import KernelParent
from tests.kernels.conftest import kernel
owned = KernelParent("mark"); owned.start(); assert owned.wait()
with kernel() as (manager, client):
    print(owned.pid, manager.provisioner.pid, flush=True)
    time.sleep(60)
""" % str(Path(__file__).resolve().parents[2])
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        parent_pid, kernel_pid = map(int, owner.stdout.readline().split())
        os.kill(parent_pid if killed == "parent" else owner.pid, signal.SIGKILL)
        assert gone(kernel_pid) and (killed == "parent" or gone(parent_pid))
    finally:
        owner.kill()
        owner.communicate()
