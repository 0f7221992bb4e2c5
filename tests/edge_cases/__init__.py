"""The edge cases and worked examples of the domain: one table, told over memory and over the local stack."""
