package dev.freshet.learner.scoring;

/**
 * How a model answers one question.
 *
 * @param nll nats per token of the first accepted answer, the end token counted unless it fills a
 *     cloze
 * @param tokens of that answer, likewise
 * @param answer what the model says, greedily; in a cloze as many tokens as the accepted answer has
 */
public record AnswerScore(double nll, int tokens, String answer, double f1, double exactMatch) {}
