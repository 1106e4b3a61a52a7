"""Official files of places: read in the form in which they are published, compared with what is loaded, brought in."""
