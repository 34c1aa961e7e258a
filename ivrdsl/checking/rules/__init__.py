"""The rules, one file each; the folder is the hundred that the code belongs to."""
