"""What an operation passes before it is executed: size, validity, cost, limits."""
