"""How the bundled checkpoints are made: data, tokenizers, training, export, evaluation."""
