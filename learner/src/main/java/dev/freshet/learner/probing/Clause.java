package dev.freshet.learner.probing;

/**
 * What a sentence says about the subject of its text.
 *
 * @param predicate from the verb on
 * @param start where that begins in the whole text, in UTF-16 units
 * @param aside what stands in brackets behind the name, without them; empty where nothing does
 * @param asideStart where that begins
 */
record Clause(String predicate, int start, String aside, int asideStart) {}
