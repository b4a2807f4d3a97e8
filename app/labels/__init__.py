"""Every member of an enumeration and every refusal, in words."""
