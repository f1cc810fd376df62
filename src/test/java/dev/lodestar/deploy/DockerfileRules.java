package dev.lodestar.deploy;

import dev.lodestar.deploy.Dockerfile.Instruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is wrong with a Dockerfile; the rules of the usual linters that matter here, and some of our
 * own.
 */
final class DockerfileRules {
  private static final Set<String> KNOWN =
      Set.of(
          "ARG",
          "FROM",
          "RUN",
          "COPY",
          "ENV",
          "USER",
          "WORKDIR",
          "LABEL",
          "EXPOSE",
          "VOLUME",
          "STOPSIGNAL",
          "HEALTHCHECK",
          "ENTRYPOINT");

  private final Dockerfile file;
  private final Predicate<String> inContext;
  private final List<String> findings = new ArrayList<>();

  private DockerfileRules(Dockerfile file, Predicate<String> inContext) {
    this.file = file;
    this.inContext = inContext;
  }

  /**
   * Findings, in words.
   *
   * @param inContext whether a path is sent to the builder
   */
  static List<String> findings(Dockerfile file, Predicate<String> inContext) {
    DockerfileRules rules = new DockerfileRules(file, inContext);
    rules.instructionsAreKnown();
    rules.imagesArePinned();
    rules.containerIsUnprivileged();
    rules.containerStartsAndStops();
    rules.copiesExist();
    rules.commandsAreClean();
    return List.copyOf(rules.findings);
  }

  private void check(boolean holds, String finding) {
    if (!holds) {
      findings.add(finding);
    }
  }

  /** ADD fetches and unpacks, ONBUILD acts elsewhere, MAINTAINER is gone. */
  private void instructionsAreKnown() {
    file.instructions()
        .forEach(
            each -> check(KNOWN.contains(each.name()), "%s is not used".formatted(each.name())));
  }

  private void imagesArePinned() {
    Set<String> stages = new HashSet<>();
    for (Instruction from : file.all("FROM")) {
      List<String> words = from.words();
      String image = words.getFirst();
      String tag = image.contains(":") ? image.substring(image.lastIndexOf(':') + 1) : "";
      check(
          stages.contains(image) || tag.matches(".*\\d+\\.\\d+.*"),
          "%s is not pinned to a release".formatted(image));
      check(words.size() == 1 || words.get(1).equals("AS"), "FROM %s without AS".formatted(image));
      if (words.size() == 3) {
        check(stages.add(words.get(2)), "two stages are named %s".formatted(words.get(2)));
      }
    }
  }

  private void containerIsUnprivileged() {
    List<Instruction> users = file.last("USER");
    check(!users.isEmpty(), "the container runs as root");
    users.forEach(
        user ->
            check(
                user.arguments().matches("[1-9]\\d*:[1-9]\\d*"),
                "USER %s is not a number, which Kubernetes could check"
                    .formatted(user.arguments())));
    for (Instruction copy : file.last("COPY")) {
      boolean program = copy.words().getLast().startsWith("/opt/");
      String owner = copy.option("chown").orElse("0:0");
      check(
          !program || owner.equals("0:0"),
          "the container may change %s".formatted(copy.words().getLast()));
    }
    file.last("WORKDIR")
        .forEach(
            each ->
                check(
                    each.arguments().startsWith("/"),
                    "WORKDIR %s is relative".formatted(each.arguments())));
    check(
        file.all("ENV").stream()
            .noneMatch(each -> each.arguments().matches("(?i).*(password|secret|key)\\w*=.*")),
        "a secret in ENV stays in the image");
  }

  private void containerStartsAndStops() {
    check(file.last("ENTRYPOINT").size() == 1, "there must be one ENTRYPOINT");
    file.last("ENTRYPOINT")
        .forEach(
            each -> check(each.exec().isPresent(), "a shell would keep signals from the server"));
    check(file.last("HEALTHCHECK").size() == 1, "there must be one HEALTHCHECK");
    file.last("HEALTHCHECK")
        .forEach(each -> check(each.exec().isPresent(), "the HEALTHCHECK needs a shell"));
    check(file.last("VOLUME").size() == 1, "data would be written into the container");
  }

  private void copiesExist() {
    Set<String> stages = new HashSet<>();
    for (Instruction each : file.instructions()) {
      if (each.name().equals("FROM") && each.words().size() == 3) {
        stages.add(each.words().get(2));
      }
      if (each.name().equals("COPY")) {
        each.option("from")
            .ifPresentOrElse(
                stage ->
                    check(
                        stages.contains(stage), "COPY from %s, which is no stage".formatted(stage)),
                () -> sourcesExist(each.words()));
      }
    }
  }

  private void sourcesExist(List<String> words) {
    for (String source : words.subList(0, words.size() - 1)) {
      check(!source.equals("."), "COPY . takes whatever lies around");
      check(Files.exists(Path.of(source)), "COPY %s, which is not there".formatted(source));
      check(inContext.test(source), "COPY %s, which .dockerignore keeps back".formatted(source));
    }
  }

  private void commandsAreClean() {
    for (Instruction run : file.all("RUN")) {
      String command = run.arguments();
      check(!command.contains("sudo "), "sudo in %s".formatted(command));
      check(
          !command.matches(".*\\b(curl|wget)\\b.*"),
          "%s fetches what nobody has pinned".formatted(command));
      check(
          !command.contains("apt-get install") || command.contains("--no-install-recommends"),
          "%s installs more than it names".formatted(command));
      check(!command.startsWith("cd "), "WORKDIR instead of cd in %s".formatted(command));
    }
  }
}
