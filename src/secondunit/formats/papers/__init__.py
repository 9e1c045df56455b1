"""What a production prints: breakdown sheets, stripboard, one-liner, day out of days, call sheets."""
