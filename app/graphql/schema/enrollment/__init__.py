"""Enrollments, their timelines, and previews."""
