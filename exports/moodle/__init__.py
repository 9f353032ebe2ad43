"""Moodle's own XML: the door is ``file.MoodleXml``; GIFT shares its words and weights."""
