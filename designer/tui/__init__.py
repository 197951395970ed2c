"""The terminal interface: screens that bind a session to widgets and decide nothing."""
