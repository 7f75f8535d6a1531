"""One module or package a page; pages do not know each other."""
