package dev.freshet.bench.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The order of the kills: every aim comes about equally often, in an order that a seed decides. */
final class KillPlan {
  private KillPlan() {}

  /** So many kills. */
  static List<Aim> of(int kills, long seed) {
    Random random = new Random(seed);
    List<Aim> plan = new ArrayList<>();
    while (plan.size() < kills) {
      round(random).forEach(plan::addAll);
    }
    return List.copyOf(plan.subList(0, kills));
  }

  /** Each aim once, a second kill right behind a first. */
  private static List<List<Aim>> round(Random random) {
    List<List<Aim>> round = new ArrayList<>();
    List<Aim> firsts = Aim.leavingSomethingToRestore();
    Aim before = firsts.get(random.nextInt(firsts.size()));
    for (Aim aim : Aim.alone()) {
      round.add(aim == before ? List.of(aim, Aim.DURING_RESTORE) : List.of(aim));
    }
    round.add(List.of(Aim.ANYWHERE, Aim.DURING_START));
    Collections.shuffle(round, random);
    return round;
  }
}
