package dev.jong.systemtests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The arrows of ARCHITECTURE.md, held on every build.
class ArchitectureTest {
    /// Module -> the modules whose classes its main code may name.
    private static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    Map.entry("foundation", Set.of()),
                    Map.entry("http", Set.of("foundation")),
                    Map.entry("api", Set.of("foundation")),
                    Map.entry("store", Set.of("foundation")),
                    Map.entry("etcd", Set.of("foundation", "store")),
                    Map.entry("apiserver", Set.of("foundation", "api", "store", "http")),
                    Map.entry("client", Set.of("foundation", "api", "http")),
                    Map.entry("reconcile", Set.of("foundation", "api", "client")),
                    Map.entry("controllers", Set.of("foundation", "api", "client", "reconcile")),
                    Map.entry("scheduler", Set.of("foundation", "api", "client")),
                    Map.entry("kubelet", Set.of("foundation", "api", "client", "http")),
                    Map.entry("proxy", Set.of("foundation", "http", "api", "client")),
                    Map.entry("dns", Set.of("foundation", "api", "client")),
                    Map.entry("junit", Set.of("cluster", "client", "api")));

    private static JavaClasses classes = new ClassFileImporter().importClasses(List.of());

    @BeforeAll
    static void readClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.jong");
        assertThat(classes).isNotEmpty();
    }

    @TestFactory
    List<DynamicTest> followsTheArrows() {
        return ARROWS.entrySet().stream()
                .map(arrow ->
                        DynamicTest.dynamicTest(
                                arrow.getKey(), () -> holds(arrow.getKey(), arrow.getValue())))
                .toList();
    }

    private static void holds(String module, Set<String> allowed) {
        var forbidden = new TreeSet<>(ARROWS.keySet());
        forbidden.add("cluster");
        forbidden.add("benchmarks");
        forbidden.removeAll(allowed);
        forbidden.remove(module);
        var packages =
                forbidden.stream().map(name -> "dev.jong." + name + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.jong." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void modulesFormNoCycle() {
        slices().matching("dev.jong.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingPrintsToTheConsoleButTheCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.jong.cluster.command..",
                        "dev.jong.benchmarks..",
                        "dev.jong.apigenerator..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }
}
