"""State rendered as the JSON that Altegio's REST API and webhooks show."""
