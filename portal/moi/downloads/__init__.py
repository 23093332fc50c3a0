"""What people take along: one ZIP that works without internet, and PDFs to print."""
