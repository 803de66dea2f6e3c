"""One network of practices in every measure, and its practices side by side."""
