"""Rasa graph components and the importer that joins the domain with the words."""
