"""Reduces each export to one normal form, so that what formats deploy can be compared.

Nothing here knows how exports are made: these modules read what AWS's and HashiCorp's own tools say
that an export means, and import nothing of the designer.
"""
