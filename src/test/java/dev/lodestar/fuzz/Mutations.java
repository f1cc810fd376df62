package dev.lodestar.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that mean something, with words removed, replaced, inserted or swapped. */
public final class Mutations {
  private static final Pattern WORD =
      Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_0-9.]+|[<>=!|:]+|\\s+|[^\\sA-Za-z_0-9]");

  private final SplittableRandom random;
  private final List<List<String>> statements;
  private final List<String> vocabulary;

  public Mutations(SplittableRandom random, List<String> statements) {
    this.random = random;
    this.statements = statements.stream().map(Mutations::words).toList();
    this.vocabulary = this.statements.stream().flatMap(List::stream).toList();
  }

  /** One of the statements with one or two changes. */
  public String next() {
    List<String> words = new ArrayList<>(statements.get(random.nextInt(statements.size())));
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes && !words.isEmpty(); i++) {
      int at = random.nextInt(words.size());
      String other = vocabulary.get(random.nextInt(vocabulary.size()));
      switch (random.nextInt(4)) {
        case 0 -> words.remove(at);
        case 1 -> words.set(at, other);
        case 2 -> words.add(at, other);
        default -> Collections.swap(words, at, random.nextInt(words.size()));
      }
    }
    return String.join("", words);
  }

  private static List<String> words(String sql) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(sql);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
