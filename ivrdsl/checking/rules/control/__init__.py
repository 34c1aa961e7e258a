"""Rules about what ivrdsl says about itself."""
