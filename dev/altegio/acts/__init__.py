"""What people do at a location: clients, bookings, the till, the application marketplace."""
