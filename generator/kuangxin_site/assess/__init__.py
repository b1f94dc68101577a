"""Third station: hold decided results to the published standard."""
