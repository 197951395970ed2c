"""The guided design: questions whose answers are edits, asked in an order that teaches."""

from designer.guide.answer import Answer
from designer.guide.steps import REVIEW_SETTINGS, START, STEPS, Guide, Step, picture

__all__ = ["REVIEW_SETTINGS", "START", "STEPS", "Answer", "Guide", "Step", "picture"]
