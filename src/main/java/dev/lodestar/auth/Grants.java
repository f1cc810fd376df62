package dev.lodestar.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a key was granted, in the order and the form in which it was granted. */
public final class Grants {
  public static final Grants NONE = new Grants(List.of());
  public static final Grants ALL =
      new Grants(Arrays.stream(Permission.values()).map(Grant::everywhere).toList());

  private final List<Grant> all;
  private final Set<Permission> everywhere;

  public Grants(List<Grant> all) {
    this.all = List.copyOf(new LinkedHashSet<>(all));
    this.everywhere = holding(all.stream().filter(Grant::isEverywhere).toList());
  }

  public List<Grant> all() {
    return all;
  }

  /** What holds in every project and for the organization. */
  public Set<Permission> everywhere() {
    return everywhere;
  }

  public boolean isScoped() {
    return !all.stream().allMatch(Grant::isEverywhere);
  }

  /**
   * What holds in a project.
   *
   * @param names the id of the project and its alias
   */
  public Set<Permission> in(Set<String> names) {
    return holding(
        all.stream()
            .filter(
                grant ->
                    grant.isEverywhere()
                        || names.stream()
                            .anyMatch(name -> grant.resources().contains(Grant.PROJECT + name)))
            .toList());
  }

  /** These and others. */
  public Grants and(Grants others) {
    List<Grant> both = new ArrayList<>(all);
    both.addAll(others.all);
    return new Grants(both);
  }

  /** What is left of these in some projects alone. */
  public Grants within(Set<String> projects) {
    List<Grant> left = new ArrayList<>();
    for (Grant grant : all) {
      List<String> resources =
          projects.stream()
              .map(project -> Grant.PROJECT + project)
              .filter(each -> grant.isEverywhere() || grant.resources().contains(each))
              .sorted()
              .toList();
      if (!resources.isEmpty()) {
        left.add(new Grant(grant.permission(), resources));
      }
    }
    return new Grants(left);
  }

  /** {@code ReadDataSources} comes with {@code AccessQueries}. */
  private static Set<Permission> holding(List<Grant> grants) {
    Set<Permission> held = EnumSet.noneOf(Permission.class);
    grants.forEach(grant -> held.add(grant.permission()));
    if (held.contains(Permission.ACCESS_QUERIES)) {
      held.add(Permission.READ_DATA_SOURCES);
    }
    return Collections.unmodifiableSet(held);
  }

  /** Which of the wanted grants allow more than these do. */
  List<Grant> lacking(Grants wanted) {
    return wanted.all.stream().filter(grant -> !covers(grant)).toList();
  }

  private boolean covers(Grant wanted) {
    if (everywhere.contains(wanted.permission())) {
      return true;
    }
    return !wanted.isEverywhere()
        && wanted.resources().stream()
            .allMatch(
                resource ->
                    in(Set.of(resource.substring(Grant.PROJECT.length())))
                        .contains(wanted.permission()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grants grants && all.equals(grants.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
