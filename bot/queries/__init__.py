"""From the store to the values that answers are made of."""
