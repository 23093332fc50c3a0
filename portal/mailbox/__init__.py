"""Mail that comes back: replies of calendars, and mails that could not be delivered."""
