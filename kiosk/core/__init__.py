"""Values every room shares: errors, verdicts, facts, evidence. No I/O, no clock."""
