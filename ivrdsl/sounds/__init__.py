"""What calls sound like: a voice, keys, ringing, and files of sound. Needs the extra `speech`."""
