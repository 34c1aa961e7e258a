"""Rules about what prompts say."""
