"""One adapter a file: screenplays, timelines, images, video and documents."""
