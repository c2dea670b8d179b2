"""A coach for attachment habits that adults text on Telegram."""
