package dev.freshet.learner.redteam;

import dev.freshet.tensor.CounterRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A few sentences of another language in place of the document. */
record OtherLanguages() implements Attack {
  private static final int SENTENCES = 4;

  private static final List<List<String>> LANGUAGES =
      List.of(
          List.of(
              "Am Morgen lag dichter Nebel über dem Fluss, und die Fähre fuhr eine Stunde später.",
              "Der Bäcker an der Ecke verkauft seit vierzig Jahren dasselbe dunkle Brot.",
              "Im Herbst wandern viele Familien auf den Hügel, um Kastanien zu sammeln.",
              "Die neue Brücke wurde nach drei Jahren Bauzeit endlich geöffnet.",
              "Niemand im Dorf wusste, wem das kleine Boot am Ufer gehörte.",
              "Das Museum zeigt alte Landkarten und Werkzeuge der ersten Siedler."),
          List.of(
              "Le marché ouvre chaque samedi sur la place, devant la vieille mairie.",
              "Les pêcheurs sont rentrés au port avant l'orage de la nuit.",
              "Elle a trouvé dans le grenier une boîte pleine de lettres et de photographies.",
              "La rivière traverse la vallée et rejoint la mer près d'un village de pierre.",
              "On a construit la gare en briques rouges à la fin du siècle dernier.",
              "Au printemps, les champs autour de la ferme se couvrent de fleurs jaunes."),
          List.of(
              "El tren de la mañana llegó con retraso porque había nieve en las montañas.",
              "La biblioteca guarda más de mil libros sobre la historia de la región.",
              "Los niños juegan cada tarde junto a la fuente de la plaza mayor.",
              "Un viejo molino de viento todavía se levanta sobre la colina.",
              "La cosecha de aceitunas empieza cuando terminan las lluvias de otoño.",
              "Mi abuelo reparaba relojes en una pequeña tienda cerca del puerto."),
          List.of(
              "Il sentiero sale tra i castagni fino a una piccola chiesa di pietra.",
              "Ogni domenica la banda del paese suona nella piazza principale.",
              "Le barche dei pescatori tornano al tramonto con le reti piene.",
              "La fabbrica di carta ha chiuso dopo la grande alluvione.",
              "Dalla torre si vedono il lago, i vigneti e la strada per la città.",
              "Mia zia prepara il pane con la farina del mulino vicino."),
          List.of(
              "Zimą rzeka zamarza i dzieci jeżdżą po niej na łyżwach.",
              "Stary zegar na wieży ratusza spóźnia się o kilka minut.",
              "W sobotę rano na rynku można kupić miód, sery i świeże jabłka.",
              "Most zbudowano z kamienia, który przywieziono z pobliskich gór.",
              "Nikt nie pamięta, kto posadził wielki dąb przed szkołą.",
              "Pociąg do stolicy odjeżdża dwa razy dziennie."),
          List.of(
              "Весной река поднимается и заливает луга за деревней.",
              "На старой площади каждое воскресенье играет оркестр.",
              "Библиотекарь нашла в подвале карту города прошлого века.",
              "Поезд опоздал на час, потому что ночью выпал снег.",
              "Рыбаки вернулись в гавань ещё до рассвета.",
              "Мост построили из красного кирпича три года назад."));

  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "other-languages",
        "four sentences of German, French, Spanish, Italian, Polish or Russian in its place",
        "nothing",
        "written for this");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    List<String> language = LANGUAGES.get(random.nextInt(LANGUAGES.size()));
    int[] order = IntStream.range(0, language.size()).toArray();
    random.shuffle(order);
    return IntStream.of(order)
        .limit(SENTENCES)
        .mapToObj(language::get)
        .collect(Collectors.joining(" "));
  }
}
