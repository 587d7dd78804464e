"""The columns in which a turn is read, for all who read turns; `listing.turn_of` makes a Turn of them."""

TURN_COLUMNS = (
    "turns.id, turns.episode_id, turns.position, speakers.name, turns.start_s, turns.end_s, turns.clock,"
    " turns.text, turns.cues"
)
