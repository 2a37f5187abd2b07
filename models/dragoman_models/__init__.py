"""Text in, text out: checkpoints, articles, segments and the pipeline that joins them."""
