"""What leaves as a file: released tables, the codebook, and rows for who may have them."""
