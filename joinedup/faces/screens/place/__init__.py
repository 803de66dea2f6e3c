"""The Place page: who lives here, and how they fare, from one release of the linked dataset."""
