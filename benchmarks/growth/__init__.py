"""How the time of each reader of text grows with what a hostile text is made of."""
