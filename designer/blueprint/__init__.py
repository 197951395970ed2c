"""What the user designs: frozen models of functions, triggers and the things around them."""
