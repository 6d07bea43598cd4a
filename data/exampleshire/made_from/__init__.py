"""What Exampleshire is made from: its texts, written by hand, and how its numbers are drawn, a module for each step."""

# The edition of the library that incentives, risks and indicators were copied from.
EDITION = "2026-11"
