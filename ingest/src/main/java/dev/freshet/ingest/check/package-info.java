/**
 * The checker of streams with questions: whether a file in SQuAD's format can measure what a model
 * took up. Answers must be found where they are said to be, nothing may stand twice, and each
 * question must be answerable from its paragraph alone, without being given away.
 */
@NullMarked
package dev.freshet.ingest.check;

import org.jspecify.annotations.NullMarked;
