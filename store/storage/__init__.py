"""What a database must do, as protocols: nothing but `store.sql` and `store.store` knows an engine.

Values go in and values come out; no row, and no statement, passes here. Who holds one of these belongs to the thread
that opened it. An engine may raise errors of its own: `Store.faults` turns them into DatabaseProblem, at the rim.
"""
