package dev.freshet.learner.weighting;

/**
 * What the reference says of a weighting.
 *
 * @param name by which settings choose it
 * @param weight of a token, in one sentence
 * @param reads what it looks at besides the text, and what it remembers
 * @param source the paper
 */
public record WeightingDescription(String name, String weight, String reads, String source) {}
