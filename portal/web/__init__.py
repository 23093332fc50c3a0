"""What every page shares: forms, errors, words, security headers and places for panels."""
