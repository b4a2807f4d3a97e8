"""Journeys of people through the service in a real browser."""
