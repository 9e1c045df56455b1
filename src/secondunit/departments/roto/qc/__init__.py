"""Quality of a matte in numbers, a verdict in plain words, and pictures to judge it by; delivered with every matte."""
