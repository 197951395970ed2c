"""The infrastructure of order-worker."""
