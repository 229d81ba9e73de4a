"""Writers: a framework release in the forms that other people read."""
