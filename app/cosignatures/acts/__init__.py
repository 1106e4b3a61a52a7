"""What staff do to a cosignature: enter, validate, decline, correct, move, undo."""
