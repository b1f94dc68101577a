"""Second station: read the register, and report everything that is wrong with it at once."""
