package dev.jong.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.cluster.ClusterException;
import dev.jong.cluster.pki.Authority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JoinTokenTest {
    @TempDir private Path folder;

    @Test
    void isKeptForItsOwnerOnlyAndMeansOneCluster() throws Exception {
        var ours = Authority.create("kubernetes", InstantSource.system()).certificate();
        var other = Authority.create("kubernetes", InstantSource.system()).certificate();
        var file = folder.resolve("token");

        var token = JoinToken.keptIn(file, ours);

        assertThat(JoinToken.keptIn(file, ours)).isEqualTo(token);
        assertThat(JoinToken.parse(Files.readString(file))).isEqualTo(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(token.isOf(ours)).isTrue();
        assertThat(token.isOf(other)).isFalse();
        assertThat(JoinToken.keptIn(file, other)).isNotEqualTo(token);
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> JoinToken.parse("abcdef.0123456789abcdef"))
                .isInstanceOf(ClusterException.Refused.class)
                .hasMessageContaining("no token");
    }
}
