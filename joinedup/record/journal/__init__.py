"""Journal: every act and every look, appended."""
