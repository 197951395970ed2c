"""The terminal interface: screens that bind a session to widgets and decide nothing."""

import os

# Textual waits for its next frame before it paints what a key changed. Twice its usual rate halves
# that wait; where nothing changes, nothing is painted either way. It is read when Textual is imported.
os.environ.setdefault("TEXTUAL_FPS", "120")
