"""The proofs of hours and caps: nothing is sent outside them, and what that costs."""
