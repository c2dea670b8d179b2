"""The thinking: pure functions on plain values, with no input or output and no clock of their own."""
