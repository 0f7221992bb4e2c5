"""The owner's pages under `/console`: plain HTML that works without a script."""
