"""First station: bring files of other systems into ``content/``, or make a fictitious register."""
