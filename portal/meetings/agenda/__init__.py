"""The agenda of a meeting: blocks, what is said in each and why, who presents, how long."""
