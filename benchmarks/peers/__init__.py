"""The peers of the topic `calls`: one file each, each offering factories `prompt_ms -> Simulate`."""
