"""The story of one visit, played on the local stack and told in plain sentences (`make demo`)."""
