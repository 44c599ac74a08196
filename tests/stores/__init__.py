"""The stores as providers and packages bring them."""
