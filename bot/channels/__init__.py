"""The edges people type at; nothing shaped like one of them goes further in."""
