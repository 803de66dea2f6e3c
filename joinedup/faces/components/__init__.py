"""Components: parts of pages, charts, the Jinja environment, our own style."""
