"""Programs with known things in known places, for measuring what a recorder knows of clicks."""
