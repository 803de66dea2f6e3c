"""What is new since someone looked, and how they wish to be told."""
