"""Words and a screen in, one element or an honest "not there" out."""
