"""The infrastructure of thumbnails."""
