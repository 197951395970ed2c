"""A whole export: one format's files with handlers, packaging and README, compared with the disk."""

from designer.project.plan import Plan, PlannedFile, State, plan
from designer.project.write import ExportError, Written, write

__all__ = ["ExportError", "Plan", "PlannedFile", "State", "Written", "plan", "write"]
