"""Whole-design arithmetic: what hands on to what, how much at once, who waits how long, how much fits.

Each module answers one of these questions for a whole design, out of the design and the catalog; rules read
the answers and say what does not add up.
"""
