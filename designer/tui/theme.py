"""Colours and glyphs. Colour carries nothing alone: severity is a glyph, a word and a colour.

The severities are Okabe and Ito's colours, which stay apart for colour-blind readers.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="designer-dark",
    primary="#8FB3FF",
    secondary="#B9A5F2",
    accent="#FFB454",
    warning="#F0E442",
    error="#FF7A33",
    success="#2FBF93",
    foreground="#E4E7EC",
    background="#101317",
    surface="#171B21",
    panel="#1F252D",
    dark=True,
    variables={
        "info": "#56B4E9",
        "quiet": "#98A2B3",
        "rule": "#343C47",
        "focus": "#8FB3FF",
        "block-cursor-background": "#26395E",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#232B36",
        "border": "#8FB3FF",
        "border-blurred": "#343C47",
        "input-cursor-background": "#E4E7EC",
        "input-cursor-foreground": "#101317",
        "input-selection-background": "#3A5A94",
        "scrollbar": "#343C47",
        "scrollbar-hover": "#4A5463",
        "scrollbar-active": "#8FB3FF",
        "scrollbar-background": "#14181D",
        "scrollbar-corner-color": "#14181D",
    },
)
LIGHT = Theme(
    name="designer-light",
    primary="#2456B8",
    secondary="#6A3FB5",
    accent="#9A5B00",
    warning="#7A6400",
    error="#B34700",
    success="#00694C",
    foreground="#1B2027",
    background="#FAFBFC",
    surface="#F0F2F5",
    panel="#E5E9EE",
    dark=False,
    variables={
        "info": "#00609B",
        "quiet": "#566070",
        "rule": "#C4CBD4",
        "focus": "#2456B8",
        "block-cursor-background": "#CFDDF8",
        "block-cursor-foreground": "#101317",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#E2E8F1",
        "border": "#2456B8",
        "border-blurred": "#C4CBD4",
        "input-cursor-background": "#1B2027",
        "input-cursor-foreground": "#FAFBFC",
        "input-selection-background": "#B9CFF7",
        "scrollbar": "#C4CBD4",
        "scrollbar-background": "#EEF1F4",
    },
)
THEMES = (DARK, LIGHT)

GLYPHS = {"error": "✖", "warning": "▲", "info": "●", "ok": "✔"}
"""Severity to its glyph."""
STYLES = {"error": "$error", "warning": "$warning", "info": "$info", "ok": "$success"}
"""Severity to its style."""
