"""Comeback: loyalty cards in Apple Wallet and Google Wallet for businesses that run on Altegio."""

__version__ = "0.1.0"
