"""What a person has chosen: who may see their record, what is sealed in it, who acts for them."""
