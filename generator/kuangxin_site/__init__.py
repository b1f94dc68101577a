"""The builder: from a register kept as plain files to a static disclosure site and its data."""
