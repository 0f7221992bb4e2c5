"""What AWS and the machine do to us on a bad day, made on purpose between the functions and the local AWS."""
