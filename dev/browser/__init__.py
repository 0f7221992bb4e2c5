"""Chromium looks at the pages: what `make browser` and the screenshots of the documents are made with."""
