"""The things that a function touches, one module per kind."""
