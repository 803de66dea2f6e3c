"""What a person has chosen, recorded by staff as they were told, and what the person or a proxy would be shown."""
