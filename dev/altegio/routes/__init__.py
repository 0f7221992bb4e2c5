"""HTTP routes: REST v1, marketplace, and the desk's own control routes."""
