"""The infrastructure of event-fan-out."""
