"""The screens, one module each; a screen's module is imported when it is first shown."""
