"""Names in the words of a prompt: lists, spelling, and what is found."""
