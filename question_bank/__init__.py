"""A bank of questions whose answers cite passages: the format, its loader, its checks."""
