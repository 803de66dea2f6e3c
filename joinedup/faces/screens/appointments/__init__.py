"""The pages of appointments and groups: a team's schedules, one session and who came, a person's own."""
