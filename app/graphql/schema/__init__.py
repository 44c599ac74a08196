"""The types, inputs and fields of the API, by topic."""
