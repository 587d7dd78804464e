"""What is English about a question: the frames round it."""
