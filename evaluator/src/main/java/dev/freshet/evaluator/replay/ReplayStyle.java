package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.report.HeatMap;

/** The style sheet of a replay's page: light and dark, from a telephone's width on. */
final class ReplayStyle {
  private static final String SHEET =
      """
      :root { color-scheme: light dark; --ground: #fff; --card: #f6f6f8; --ink: #1d1d1f;
        --faint: #62626a; --line: #d9d9de; --heat: 214 92 0; --good: #1a7f37; --bad: #c1121f;
        --c0: #0068b4; --c1: #c44e00; --c2: #007a5a; --c3: #a8467f; --c4: #6b5bd2; --c5: #8a6d00; }
      @media (prefers-color-scheme: dark) {
        :root { --ground: #16171a; --card: #1f2024; --ink: #e8e8ea; --faint: #a2a2aa;
          --line: #3a3b40; --heat: 255 138 48; --good: #4cc26a; --bad: #ff7b72; --c0: #5cb3f2;
          --c1: #ff9152; --c2: #37c99a; --c3: #ea8cc2; --c4: #a99cff; --c5: #d9b93b; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 76rem;
        background: var(--ground); color: var(--ink);
        font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
      h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
      h2 { font-size: 1.125rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
      h3 { font-size: .9375rem; line-height: 1.4; margin: 0 0 .25rem; }
      p { margin: .25rem 0; } .faint { color: var(--faint); font-size: .875rem; }
      .verdict { background: var(--card); border-left: .25rem solid var(--c0); border-radius: .25rem;
        padding: .75rem 1rem; margin: 1rem 0; }
      .yes { color: var(--good); font-weight: 600; } .no { color: var(--bad); font-weight: 600; }
      code { font: .875em ui-monospace, monospace; }
      .key { display: inline-block; width: .75em; height: .75em; border-radius: 50%;
        margin-right: .4em; }
      .legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .875rem; }
      .charts { display: grid; gap: 1rem; }
      @media (min-width: 56rem) { .charts { grid-template-columns: 1fr 1fr; } }
      figure { margin: 0; padding: .75rem; background: var(--card); border-radius: .5rem; }
      figcaption { font-size: .875rem; margin-bottom: .25rem; }
      svg { display: block; width: 100%; height: auto; }
      svg text { fill: var(--faint); font: 12.5px system-ui, sans-serif; paint-order: stroke;
        stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
      svg .rule { stroke: var(--line); } svg .zero { stroke: var(--faint); stroke-width: 1.5; }
      .table { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: .875rem;
        font-variant-numeric: tabular-nums; }
      th, td { padding: .3rem .75rem .3rem 0; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); vertical-align: top; }
      th { font-weight: 600; } td:last-child, th:last-child { padding-right: 0; }
      th:first-child, td:first-child, .left { text-align: left; }
      td:first-child { white-space: normal; min-width: 10rem; }
      details { border-bottom: 1px solid var(--line); padding: .5rem 0; }
      summary { cursor: pointer; }
      .maps { display: grid; gap: 1.25rem; margin: .75rem 0; }
      @media (min-width: 56rem) { .maps { grid-template-columns: 1fr 1fr; } }
      .maps section { min-width: 0; }
      """;

  private ReplayStyle() {}

  static String sheet() {
    return SHEET + HeatMap.style();
  }
}
