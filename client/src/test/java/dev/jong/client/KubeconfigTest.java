package dev.jong.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    private static Kubeconfig named(String name, String server) {
        return Kubeconfig.empty()
                .withCluster(name, JsonObject.of("server", new dev.jong.api.json.JsonText(server)))
                .withUser(name, JsonObject.EMPTY.with("token", "secret"))
                .withContext(new Kubeconfig.Context(name, name, name, null))
                .withCurrentContext(name);
    }

    @Test
    void comesBackFromAFileAsItWas(@TempDir Path folder) {
        var file = folder.resolve("sub/config");
        KubeconfigFile.write(file, named("a", "https://one"));
        assertThat(KubeconfigFile.read(file).tree()).isEqualTo(named("a", "https://one").tree());
        assertThat(KubeconfigFile.read(folder.resolve("none")).tree())
                .isEqualTo(Kubeconfig.empty().tree());
    }

    @Test
    void keepsTheFirstOfEqualNamesWhenMerged() {
        var merged =
                named("a", "https://one")
                        .merge(named("a", "https://two").merge(named("b", "https://three")));
        assertThat(merged.currentContext()).isEqualTo("a");
        assertThat(merged.cluster("a").orElseThrow().text("server")).isEqualTo("https://one");
        assertThat(merged.cluster("b").orElseThrow().text("server")).isEqualTo("https://three");
    }

    @Test
    void forgetsAContextWithAllThatBelongsToIt() {
        var left = named("a", "https://one").without("a");
        assertThat(left.context("a")).isEmpty();
        assertThat(left.user("a")).isEmpty();
        assertThat(left.currentContext()).isEmpty();
    }
}
