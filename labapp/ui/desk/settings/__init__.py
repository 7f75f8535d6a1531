"""The settings, a section for each subject."""
