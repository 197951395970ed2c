"""Tests of the blueprint: model, edits, files."""
