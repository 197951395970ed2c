"""The infrastructure of order-workflow."""
