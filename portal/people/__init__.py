"""The people of the network together: invited in bulk, merged, forgotten, given their data."""
