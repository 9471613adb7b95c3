"""Who says what in one text: outline, cues, the words that they attribute, speakers and who they are."""
