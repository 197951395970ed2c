"""The infrastructure of rest-shop."""
