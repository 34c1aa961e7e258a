"""What calls will be like: the law of a plan's calls, under a model of who answers."""
