"""Conformance of exports with the real tools, and parity of the formats with each other."""
