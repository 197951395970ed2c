"""Walks through the terminal interface, by keyboard."""
