"""The recorder on a desktop made of values."""
