"""Letters: for us, from us, about someone; writing, checking, signing, reading and taking back."""
