package dev.lodestar.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a table should hold: numbers by the day of January 2026 that they belong to.
 *
 * <p>A day has versions, the newest with the highest number; at most one is visible.
 */
final class TableModel {
  /** Days of a row and a table's time chunks alike. */
  static final int DAYS = 6;

  long declaration;
  boolean exists = true;
  private final Map<Integer, SortedMap<Integer, Version>> days = new TreeMap<>();
  private int versions;

  /** A number and its day, from 1. */
  record Row(int day, int number) {}

  /** Days from the first to the last but one. */
  record Days(int from, int to) {
    static final Days ALL = new Days(1, DAYS + 1);

    boolean contains(int day) {
      return day >= from && day < to;
    }

    String interval() {
      return "2026-01-%02d/2026-01-%02d".formatted(from, to);
    }
  }

  private static final class Version {
    private final List<Integer> numbers = new ArrayList<>();
    private boolean isVisible = true;
  }

  TableModel() {
    IntStream.rangeClosed(1, DAYS).forEach(day -> days.put(day, new TreeMap<>()));
  }

  void append(Collection<Row> rows) {
    for (Row row : rows) {
      visible(row.day()).numbers.add(row.number());
    }
  }

  private Version visible(int day) {
    return days.get(day).values().stream()
        .filter(version -> version.isVisible)
        .findFirst()
        .orElseGet(
            () -> {
              Version founded = new Version();
              days.get(day).put(versions++, founded);
              return founded;
            });
  }

  /** Rows outside of the days are left out. */
  void replace(Days replaced, Collection<Row> rows) {
    hide(replaced);
    append(rows.stream().filter(row -> replaced.contains(row.day())).toList());
  }

  /** Whether something was there to be hidden. */
  boolean hide(Days hidden) {
    List<Version> met =
        of(hidden).stream()
            .flatMap(versions -> versions.values().stream())
            .filter(version -> version.isVisible)
            .toList();
    met.forEach(version -> version.isVisible = false);
    return !met.isEmpty();
  }

  /** Whether something was there to be deleted, visible or not. */
  boolean delete(Days deleted) {
    boolean met = of(deleted).stream().anyMatch(versions -> !versions.isEmpty());
    of(deleted).forEach(Map::clear);
    return met;
  }

  /** Whether a restore would meet visible rows. */
  boolean isRestorable(Days restored) {
    return of(restored).stream()
        .noneMatch(
            versions ->
                versions.values().stream().anyMatch(version -> version.isVisible)
                    && versions.values().stream().anyMatch(version -> !version.isVisible));
  }

  /** Whether there was something to restore; the newest version of each day comes back. */
  boolean restore(Days restored) {
    boolean met = false;
    for (SortedMap<Integer, Version> versions : of(restored)) {
      if (!versions.isEmpty() && versions.values().stream().noneMatch(v -> v.isVisible)) {
        versions.get(versions.lastKey()).isVisible = true;
        met = true;
      }
    }
    return met;
  }

  private List<SortedMap<Integer, Version>> of(Days wanted) {
    return days.entrySet().stream()
        .filter(day -> wanted.contains(day.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Sorted by day, then number. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    days.forEach(
        (day, versions) ->
            versions.values().stream()
                .filter(version -> version.isVisible)
                .flatMap(version -> version.numbers.stream())
                .sorted()
                .forEach(number -> rows.add(new Row(day, number))));
    return rows;
  }

  /** How many versions of each day can be restored; days without any are left out. */
  Map<Integer, Long> hiddenVersions() {
    return days.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                day -> day.getValue().values().stream().filter(v -> !v.isVisible).count()))
        .entrySet()
        .stream()
        .filter(day -> day.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
