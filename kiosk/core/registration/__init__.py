"""The registration 登记: what is asked of whom, and what is accepted. Pure values."""
