"""Speed of ivrdsl against its peers and physical limits, as ratios measured side by side (`python -m benchmarks`)."""
