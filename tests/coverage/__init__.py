"""What carries each setting in each format, found by experiment.

Every setting of every trigger, of every thing and of the function is read off the model. Each is set, in
the smallest design that has its owner, to something else than its default; the design is exported before
and after, and what differs is what carries the setting. Designs are the examples, the gallery and the
rules' good designs, so that a new trigger is covered as soon as it has an example.
"""
