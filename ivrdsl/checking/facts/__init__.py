"""What rules ask about a plan, each answered in one place: its menus, prompts, expressions, variables and ways."""
