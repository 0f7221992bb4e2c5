"""The local stack: the real handlers behind API Gateway's routes, on a local emulator of AWS."""
