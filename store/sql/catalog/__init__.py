"""Episodes, turns, speakers: the statements behind `storage.Catalog`."""
