"""Changes in place, after COMMIT: which there are, what stands against them, and their steps."""
