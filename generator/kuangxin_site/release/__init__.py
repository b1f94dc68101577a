"""Fourth station: the publishable part of a register as of a day, written as the data release."""
