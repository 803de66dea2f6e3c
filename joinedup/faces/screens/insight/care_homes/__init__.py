"""Care homes: all homes against each other and against practices, and one home beside the whole."""
