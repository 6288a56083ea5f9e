"""Raw events become what a person would say they did."""
