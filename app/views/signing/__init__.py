"""The windows of signing: who has signed, the three ways to sign, and what a signed file is worth."""
