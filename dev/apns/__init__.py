"""A stand-in for Apple's push service: HTTP/2 over TLS, a client certificate asked for, every answer on request."""
