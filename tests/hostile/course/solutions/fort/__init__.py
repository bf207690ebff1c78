"""The fort."""
