"""Rules: what is wrong with a design, why, and how to mend it."""
