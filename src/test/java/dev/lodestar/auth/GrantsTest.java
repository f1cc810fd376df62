package dev.lodestar.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static Grants of(Grant... grants) {
    return new Grants(List.of(grants));
  }

  private static Grant on(Permission permission, String... resources) {
    return new Grant(permission, List.of(resources));
  }

  @Test
  void permissionsAreNamedAsInPolaris() {
    assertThat(Arrays.stream(Permission.values()).map(Permission::apiName))
        .contains("AccessAuditLogs", "AdministerApiKeys", "ManageIngestionJobs", "ReadDataSources")
        .contains("AccessQueryRawData", "AdministerEmbedLinks", "ManageStreams")
        .hasSize(41)
        .doesNotHaveDuplicates();
  }

  @Test
  void holdWhereTheyWereGranted() {
    Grants grants =
        of(
            Grant.everywhere(Permission.VIEW_TABLES),
            on(Permission.MANAGE_FILES, "projects/a"),
            on(Permission.MANAGE_STREAMS, "projects/*"));

    assertThat(grants.everywhere())
        .containsExactlyInAnyOrder(Permission.VIEW_TABLES, Permission.MANAGE_STREAMS);
    assertThat(grants.in(Set.of("a"))).contains(Permission.MANAGE_FILES, Permission.VIEW_TABLES);
    assertThat(grants.in(Set.of("b"))).doesNotContain(Permission.MANAGE_FILES);
    assertThat(grants.isScoped()).isTrue();
  }

  @Test
  void queryingComesWithSeeingWhatCanBeQueried() {
    assertThat(of(Grant.everywhere(Permission.ACCESS_QUERIES)).everywhere())
        .containsExactlyInAnyOrder(Permission.ACCESS_QUERIES, Permission.READ_DATA_SOURCES);
  }

  @Test
  void whoHasAPermissionForOneProjectLacksItForAll() {
    Grants some = of(on(Permission.MANAGE_FILES, "projects/a", "projects/b"));

    assertThat(some.lacking(of(on(Permission.MANAGE_FILES, "projects/b")))).isEmpty();
    assertThat(some.lacking(of(Grant.everywhere(Permission.MANAGE_FILES)))).hasSize(1);
    assertThat(some.lacking(of(on(Permission.MANAGE_FILES, "projects/*")))).hasSize(1);
    assertThat(some.lacking(of(on(Permission.MANAGE_FILES, "projects/b", "projects/c"))))
        .hasSize(1);
    assertThat(Grants.ALL.lacking(of(on(Permission.MANAGE_FILES, "projects/c")))).isEmpty();
  }

  @Test
  void areStoredInTheFormInWhichTheyCame() {
    Grants grants =
        of(
            Grant.everywhere(Permission.VIEW_TABLES),
            on(Permission.MANAGE_FILES, "projects/*"),
            on(Permission.MANAGE_STREAMS, "projects/a", "projects/b"));

    String text = GrantsReader.write(grants);

    assertThat(text).startsWith("[\"ViewTables\",{\"name\":\"ManageFiles\"");
    assertThat(GrantsReader.stored(text)).isEqualTo(grants);
    assertThat(GrantsReader.stored(GrantsReader.write(Grants.NONE)).all()).isEmpty();
  }
}
