"""Tests of whole exports."""
