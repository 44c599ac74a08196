"""Numbers of a draft, in figures and in words, and quantities without a figure."""
