"""Who works here: staff with their posts, who came and went, organisations in their tree, and what roles may do."""
