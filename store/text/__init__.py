"""What a text reads and sounds like: folding, sounds, pinyin, numbers, and the terms a turn is found under."""
