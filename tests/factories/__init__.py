"""The dullest valid object of every model; what is special about one is said by the test that makes it."""
