"""Each benchmark stands beside what a user would pick instead; README.md holds the figures."""
