"""What the command line and the site can do; the only room that commits."""
