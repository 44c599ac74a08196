"""The use cases: the only place that opens transactions."""
