"""Two plans side by side: whether a callee, or anybody else outside, could tell them apart."""
