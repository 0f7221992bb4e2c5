"""The playground: Altegio's reception desk, a phone and Google Wallet as a page of the local stack."""
