"""The assembled program: agent, tracker store, server, health and shutdown."""
