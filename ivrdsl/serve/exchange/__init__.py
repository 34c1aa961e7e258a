"""What happens to texts and calls after they were accepted: they are delivered, played, finished."""
