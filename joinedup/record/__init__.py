"""Record: the hub. Who, what is known, who may. May use words."""
