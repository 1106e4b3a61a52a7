"""What came back: addresses of officials whose messages wait, signatories who were not reached, addresses set aside."""
