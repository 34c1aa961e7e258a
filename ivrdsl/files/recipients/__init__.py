"""Lists of recipients: read in blocks, kept as counts; what is wrong with rows is told, and none is lost."""
