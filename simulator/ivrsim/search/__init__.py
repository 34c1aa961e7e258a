"""What `ivrsim.search.explore` searches with: which keys, values and moments it must try so that none is left out."""
