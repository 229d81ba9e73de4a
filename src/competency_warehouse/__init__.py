"""Read, make and check the exports that the competency warehouse is built from."""
