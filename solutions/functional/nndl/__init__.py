"""Networks as UCLA's course words them: weights (units, inputs), other keywords."""
