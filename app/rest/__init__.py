"""The same use cases over REST, for partners who come from the API that this product follows."""
