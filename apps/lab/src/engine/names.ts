/** The last thing that a run computes: how probable each token is at each place. */
export const PROBABILITIES = "probabilities";
