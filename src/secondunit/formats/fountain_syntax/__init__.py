"""Parts of Fountain; `formats.fountain` is the front."""
