"""Kernels that start in a fraction of a second; imports nothing of ours.

A parent process imports what every notebook needs, once, with one thread and no event loop, and forks a child for each
kernel (`parent`, `child`). Whoever starts the parent owns it, and it ends with its owner (`owner`). Runners ask for such
kernels by name (`provisioner`); notebook files say python3 and do not know the difference. Where there is no parent, or
anything is amiss, a stock kernel starts, and one line says so. Linux only: elsewhere kernels are stock.
"""

from coprod_helpers.kernels.address import Address
from coprod_helpers.kernels.owner import KernelParent, choose_for_this_process, is_supported

__all__ = ["Address", "KernelParent", "choose_for_this_process", "is_supported"]
