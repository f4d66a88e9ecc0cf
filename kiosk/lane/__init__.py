"""Evidence → passage → decision → record → gate → screen: the one orchestrator."""
