"""Pages of segments: schemes side by side, and one scheme by place, age, deprivation and movement."""
