package dev.freshet.learner.probing;

/** The building blocks of the rules' patterns: names, places, dates, numbers. */
final class Forms {
  private Forms() {}

  private static final String NAME_WORD =
      "(?:\\p{Lu}\\.(?=[\\s\\p{Lu}])"
          + "|\\p{Lu}(?:[\\p{L}\\p{M}\\p{Nd}'\u2019&/-]|\\.(?=\\p{L}))*(?<!['\u2019])"
          + "|(?:Jr|Sr|St|Dr|Mr|Mrs|Ms)\\.)";
  private static final String INNER_WORD =
      "(?:of the|of|the|and the|de la|de los|de|da|dos|do|la|le|du|des|del|della|di|van der|van den|van|von"
          + "|der|den|bin|ibn|al|el|ter|upon|on the|for the|for|&|y|e|zu|im|am)";

  /** A run of capitalised words, small words between them included. */
  static final String NAME =
      NAME_WORD
          + "(?:(?: "
          + INNER_WORD
          + ")? "
          + NAME_WORD
          + "){0,7}(?: (?:I{1,3}|IV|VI{0,3}|IX|XI{0,3}|\\d{1,4})\\b)?";

  /** One name, or several with commas and "and". */
  static final String NAMES = NAME + "(?:, " + NAME + "){0,4}(?:,? and " + NAME + ")?";

  /** A place: a name, and the larger places that it lies in. */
  static final String PLACE = "(?:the )?" + NAME + "(?:, " + NAME + "){0,3}";

  static final String MONTH =
      "(?:January|February|March|April|May|June|July|August|September|October|November|December)";

  /** A day. */
  static final String DAY =
      "(?:\\d{1,2} " + MONTH + " \\d{3,4}|" + MONTH + " \\d{1,2}(?:st|nd|rd|th)?, \\d{3,4})";

  /** A day, a month or a year. */
  static final String DATE =
      "(?:"
          + DAY
          + "|"
          + MONTH
          + ",? \\d{4}|(?:1\\d|20)\\d\\d(?![\\d,.]\\d|s\\b| ?(?:m|km|kHz|MHz|ft|feet|metres|meters|people|seats|acres|miles|yards|km\u00b2)\\b)(?![-\u2013/]\\d))";

  /** A plain number, with its million where it has one. */
  static final String NUMBER = "\\d+(?:,\\d{3})*(?:\\.\\d+)?(?: (?:million|billion|thousand))?";

  /** A length, an area, a height. */
  static final String MEASURE =
      NUMBER
          + " ?(?:metres|meters|kilometres|kilometers|km|m|ft|feet|miles|mi|acres|hectares|ha|square (?:kilometres|kilometers|miles))(?:2|\u00b2)?\\b";

  /** Words that say where somebody or something is from. */
  static final String DEMONYM =
      "(?:Afghan|African-American|Albanian|Algerian|American|Angolan|Argentine|Argentinian|Armenian"
          + "|Australian|Austrian|Azerbaijani|Bahraini|Bangladeshi|Barbadian|Basque|Belarusian|Belgian"
          + "|Bolivian|Bosnian|Brazilian|British|Bulgarian|Burmese|Cambodian|Cameroonian|Canadian|Catalan"
          + "|Chilean|Chinese|Colombian|Congolese|Croatian|Cuban|Cypriot|Czech|Czechoslovak|Danish|Dominican"
          + "|Dutch|East German|Ecuadorian|Egyptian|Emirati|English|Estonian|Ethiopian|Faroese|Fijian|Filipino"
          + "|Finnish|French|Gambian|Georgian|German|Ghanaian|Greek|Guatemalan|Guinean|Haitian|Honduran"
          + "|Hungarian|Icelandic|Indian|Indonesian|Iranian|Iraqi|Irish|Israeli|Italian|Ivorian|Jamaican"
          + "|Japanese|Jordanian|Kazakh|Kazakhstani|Kenyan|Korean|Kosovan|Kuwaiti|Kyrgyz|Latvian|Lebanese"
          + "|Liberian|Libyan|Lithuanian|Luxembourgish|Macedonian|Malaysian|Malian|Maltese|Mexican|Moldovan"
          + "|Mongolian|Montenegrin|Moroccan|Namibian|Nepalese|New Zealand|Nicaraguan|Nigerian|North Korean"
          + "|Norwegian|Pakistani|Palestinian|Panamanian|Paraguayan|Persian|Peruvian|Polish|Portuguese"
          + "|Puerto Rican|Qatari|Romanian|Russian|Rwandan|Salvadoran|Samoan|Saudi|Scottish|Senegalese"
          + "|Serbian|Singaporean|Slovak|Slovenian|Somali|South African|South Korean|Soviet|Spanish"
          + "|Sri Lankan|Sudanese|Swedish|Swiss|Syrian|Taiwanese|Tanzanian|Thai|Tunisian|Turkish|Ugandan"
          + "|Ukrainian|Uruguayan|Uzbek|Uzbekistani|Venezuelan|Vietnamese|Welsh|West German|Yugoslav"
          + "|Zambian|Zimbabwean)";
}
