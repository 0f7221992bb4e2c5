"""The HTML doors: the owner's console and the pages of connecting."""
