"""Tests of the catalog: sources, drift, and what the readers answer."""
