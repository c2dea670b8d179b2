"""What is kept: tables, one small repository, encryption and migrations."""
