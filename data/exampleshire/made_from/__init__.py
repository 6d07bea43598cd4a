"""What Exampleshire is made from: its texts, written by hand, and how its numbers are drawn, a module for each step."""
