package dev.freshet.adapter;

import dev.freshet.config.AlarmSettings;
import dev.freshet.config.GateSettings;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.gate.Gate;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.state.Provenance;

/**
 * How a lane steps, from one settings record of its log to the next.
 *
 * @param ground as that record says it
 * @param gate which documents it learns
 * @param batch documents per step
 * @param alarms what the alarm of a signal does
 * @param provenance what decides the bits: the settings as logged, and this machine
 */
record FoldRules(
    Ground ground,
    TokenWeighting weighting,
    WeightedStep step,
    Gate gate,
    GateSettings gateSettings,
    int batch,
    AlarmSettings alarms,
    Provenance provenance) {

  /**
   * What was learned, under rules that may be others: the weights stay; the optimizer and the
   * weighting go on where they keep a state of the same form, and begin anew where not. The
   * result's new tensors are in the current scope.
   */
  Learned takeOver(Learned learned) {
    TransformationState kept = learned.transformation();
    TransformationState fresh = step.transformation().init(learned.parameters());
    boolean sameForm =
        kept.slots().keySet().equals(fresh.slots().keySet())
            && kept.counters().keySet().equals(fresh.counters().keySet());
    return new Learned(
            learned.parameters(),
            sameForm ? kept : fresh,
            learned.weighting(),
            learned.gate(),
            learned.memory())
        .under(weighting);
  }
}
