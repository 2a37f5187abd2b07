"""MarianMT checkpoints of CTranslate2 in Hugging Face's form, with the same weights."""
