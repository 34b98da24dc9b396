"""What instructors and CI run: set up, build, check, grade. Nothing here is imported by a notebook."""
