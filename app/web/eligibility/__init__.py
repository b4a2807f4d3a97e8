"""Whether it is worth applying for the kandas status: a few questions before the form."""
