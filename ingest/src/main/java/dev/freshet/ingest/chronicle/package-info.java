/**
 * The chronicle: a stream of documents about a synthetic world whose truth is known.
 *
 * <p>People, companies and places have facts that change: an employer, a mayor, a population. Each
 * document carries the news of one or two facts among sentences that carry none, and says which
 * characters are news. Its probes ask for what is new, for what the news has overwritten, for what
 * was told before and still holds, and for what was never told. So uptake, override, retention and
 * guessing can be told apart, and a token weighting can be scored against the truth.
 *
 * <p>{@link dev.freshet.ingest.chronicle.Chronicle} is a pure function of its options: every number
 * drawn is a hash of seed, document and counter, and nothing depends on host, clock or locale. It
 * keeps one value per fact of the entities that live, whatever the number of documents.
 */
@NullMarked
package dev.freshet.ingest.chronicle;

import org.jspecify.annotations.NullMarked;
