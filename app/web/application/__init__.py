"""The application form: its steps, the household, the documents, checking and submitting."""
