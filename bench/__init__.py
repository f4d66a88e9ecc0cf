"""Speed, measured: every figure with its budget or with its peer from the same run."""
