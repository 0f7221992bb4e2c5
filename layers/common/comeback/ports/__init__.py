"""What the use cases need from the outside, as Protocols. Every method but the Directory's takes the tenant first."""
