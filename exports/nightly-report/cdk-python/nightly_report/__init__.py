"""The infrastructure of nightly-report."""
