"""Running the bot: start and stop, health, alerts, watchdog."""
