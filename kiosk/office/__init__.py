"""The pass office 办证: orders into passes, rolls, cards and sheets."""
