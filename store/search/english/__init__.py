"""What is English about a question: the frames round it, and the forms of its words."""
