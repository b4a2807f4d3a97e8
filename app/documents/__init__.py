"""Facts to signed bilingual PDF, and back."""
