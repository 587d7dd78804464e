"""The second tier of the search: passages, found by words in any order and by what they mean."""
