"""The infrastructure of http-crud."""
