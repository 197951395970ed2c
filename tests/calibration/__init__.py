"""Our rules against those of outside scanners: what ``docs/field/scanners`` holds, and the page of it."""
