"""Call scripts: from text to statements, and back."""
