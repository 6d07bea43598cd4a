"""How papermill executes for the chain: a kernel that is taken for ready when it is, and a notebook written once.

papermill's own engine writes the whole notebook twice for each cell, ends a kernel politely, and where a kernel dies or
is stopped marks every cell as completed, also those that never ran. A run keeps a notebook that is finished, or marks
the cell that failed.
"""

from __future__ import annotations

from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import write_ipynb

ENGINE = "coprod"


class _Engine(NBClientEngine):
    """papermill's engine with the notebook kept in memory until it ends."""

    @classmethod
    def execute_notebook(cls, nb, kernel_name, output_path=None, **kwargs):
        """Execute; where the kernel is lost, write the notebook with the cell marked that was at work."""
        try:
            return super().execute_notebook(nb, kernel_name, output_path=None, **kwargs)
        except Exception:
            _mark_lost(nb)
            write_ipynb(nb, output_path)
            raise

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **kwargs):
        """Execute with a client that does not wait for silence, and end the kernel at once."""
        super().execute_managed_notebook(
            nb_man, kernel_name, kernel_manager_class="coprod_helpers.kernels.manager.ReadyManager",
            shutdown_kernel="immediate", **kwargs)


def _mark_lost(nb) -> None:
    """Mark the cell at which the kernel was lost as failed, and those after it as pending."""
    begun = [cell for cell in nb.cells if cell.metadata.papermill["start_time"]]
    for cell in nb.cells:
        if not cell.metadata.papermill["start_time"]:
            cell.metadata.papermill["status"] = "pending"
    if begun:
        begun[-1].metadata.papermill.update(status="failed", exception=True)


papermill_engines.register(ENGINE, _Engine)
