package dev.lodestar;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dependency table of docs/ARCHITECTURE.md, as a test: each line is one top-level package and
 * what it may use.
 *
 * <p>Plain JUnit on purpose: {@code @ArchTest} fields are skipped in silence by some Surefire
 * versions.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.lodestar";
  private static final String FENCE = "```dependencies\n";
  private static final Map<String, List<String>> MAY_USE = table();
  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

  /** The fenced block {@code dependencies} of the document, so that there is one copy. */
  private static Map<String, List<String>> table() {
    try {
      var document = Files.readString(Path.of("docs/ARCHITECTURE.md"));
      var begin = document.indexOf(FENCE);
      assertTrue(begin >= 0, "docs/ARCHITECTURE.md has no block of dependencies");
      var text = document.substring(begin + FENCE.length());
      return text.substring(0, text.indexOf("```"))
          .lines()
          .map(line -> line.split("\\s*:\\s*"))
          .collect(
              toMap(
                  part -> part[0],
                  part -> part.length == 1 ? List.of() : List.of(part[1].split(" ")),
                  (first, second) -> first,
                  LinkedHashMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Set<String> packages() {
    return MAY_USE.keySet();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void usesOnlyWhatItsLineAllows(String name) {
    var allowed =
        Stream.concat(Stream.of(name), MAY_USE.get(name).stream())
            .map(p -> ROOT + "." + p + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage(ROOT + ".."))))
        .check(CLASSES);
  }

  @Test
  void tableOnlyPointsDown() {
    var order = List.copyOf(packages());
    MAY_USE.forEach(
        (name, used) ->
            used.forEach(
                below ->
                    assertTrue(
                        order.indexOf(below) > order.indexOf(name), name + " uses " + below)));
  }

  @Test
  void tableNamesEveryPackage() {
    var found =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .filter(p -> p.startsWith(ROOT + "."))
            .map(p -> p.split("\\.")[ROOT.split("\\.").length])
            .collect(Collectors.toSet());
    assertEquals(packages(), found);
  }

  @Test
  void coreIsPlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".engine..",
            ROOT + ".sql..",
            ROOT + ".storage..",
            ROOT + ".data..",
            ROOT + ".error..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta..",
            "io.quarkus..",
            "io.smallrye..",
            "io.vertx..",
            "com.fasterxml.jackson.annotation..")
        .check(CLASSES);
  }

  @Test
  void onlyStoresKnowTheDatabase() {
    noClasses()
        .that()
        .haveNameNotMatching(".*(Store|Entity)(\\$.*)?")
        .and()
        // Tells faults of the database apart for those who answer.
        .doNotHaveSimpleName("DatabaseFaults")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta.persistence..", "io.quarkus.hibernate..", "io.vertx..sqlclient..")
        .check(CLASSES);
  }

  /**
   * Hibernate Reactive 3.2 keeps the outcome of a removal in an object that all removals of an
   * entity share: of two at once, one never hears of its end and holds its locks for ever.
   */
  @Test
  void storesDeleteByQueriesAndNotByRemovingEntities() {
    noClasses()
        .should()
        .callMethodWhere(describe("remove an entity", ArchitectureTest::removesAnEntity))
        .check(CLASSES);
  }

  private static boolean removesAnEntity(JavaMethodCall call) {
    if (call.getTargetOwner().isAssignableTo(Mutiny.Session.class)) {
      return Set.of("remove", "removeAll").contains(call.getName());
    }
    boolean takesOne =
        call.getTarget().getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .toList()
            .equals(List.of("java.lang.Object"));
    return call.getTargetOwner().isAssignableTo(PanacheRepositoryBase.class)
        && takesOne
        && Set.of("delete", "deleteById").contains(call.getName());
  }

  @Test
  void librariesHaveOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".engine.duckdb..")
        .and()
        // The lock must be had before the application, and with it the reactive client, starts.
        .haveNameNotMatching(".*\\.DatabaseLock")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.duckdb..", "java.sql..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".sql..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.calcite.sql..", "org.apache.calcite.rel..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".engine.avro..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.avro..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".engine.orc..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.orc..", "org.apache.hadoop..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".engine.protobuf..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.protobuf..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".auth.token..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jose4j..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".connectors..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "software.amazon..", "com.azure..")
        .check(CLASSES);
  }
}
