"""The words of the research and the network: stable keys, retired but never renamed."""
