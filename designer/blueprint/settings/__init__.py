"""Settings that few functions have; each part is imported when a design has one."""
