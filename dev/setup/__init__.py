"""Sets up Python 3.13 and the environments of the checkout. Runs on any Python >= 3.9 with the standard library only."""
