"""Gates: a switch that opens, and the promise that it shuts again."""
