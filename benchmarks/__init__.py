"""Timings, always as ratios inside one interleaved run: machines are noisy, ratios less so."""
