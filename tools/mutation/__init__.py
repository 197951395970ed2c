"""Mutation testing of the rules: what it tells and how is written in ``docs/testing.md``.

``make.py`` runs in mutmut's environment and turns each module of ``designer/rules`` into one that
holds every mutant beside the original; ``switch.py`` is what those modules ask which one to run;
``trial.py`` runs the tests against each; ``record.py`` keeps the outcomes; ``page.py`` tells them.
"""
