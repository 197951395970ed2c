"""The widgets, one module per thing that the user sees."""
