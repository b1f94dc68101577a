"""Registers, queries, askers and figures of ``benchmarks/lookup.py``."""
