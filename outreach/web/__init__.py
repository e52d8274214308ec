"""Everything that knows HTTP: one room per audience, and the kit that every room uses."""
