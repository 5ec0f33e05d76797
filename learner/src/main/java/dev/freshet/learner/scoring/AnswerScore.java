package dev.freshet.learner.scoring;

/**
 * How a model answers one question.
 *
 * @param nll nats per token of the first accepted answer, the end token counted
 * @param tokens of that answer, the end token counted
 * @param answer what the model says, greedily
 */
public record AnswerScore(double nll, int tokens, String answer, double f1, double exactMatch) {}
