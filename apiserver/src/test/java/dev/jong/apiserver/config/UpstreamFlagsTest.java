package dev.jong.apiserver.config;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every flag that kube-apiserver 1.36 has is taken, or refused with a reason, and in the document.
@Timeout(180)
class UpstreamFlagsTest {
    private static List<String> upstream() throws IOException {
        try (var in = UpstreamFlagsTest.class.getResourceAsStream("kube-apiserver-flags.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static Set<String> taken() {
        return FlagTable.all().stream().map(FlagTable.Flag::name).collect(toSet());
    }

    @Test
    void isTakenOrRefusedWithAReason() throws Exception {
        var known = taken();
        assertThat(known).doesNotContainAnyElementsOf(OtherFlags.refused());
        known.addAll(OtherFlags.refused());
        assertThat(upstream()).hasSizeGreaterThan(150).isSubsetOf(known);
    }

    @Test
    void refusesNothingThatUpstreamDoesNotHave() throws Exception {
        assertThat(upstream()).containsAll(OtherFlags.refused());
        assertThat(upstream()).containsAll(OtherFlags.fixed().keySet());
    }

    @Test
    void isInTheDocument() throws Exception {
        var text = Files.readString(Path.of("..", "docs", "flags.md"));
        var names =
                Pattern.compile("`-{1,2}([a-z0-9*-]+)`")
                        .matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .map(name -> Pattern.compile(name.replace("*", "[a-z0-9-]*")))
                        .toList();
        assertThat(upstream())
                .allSatisfy(
                        flag -> assertThat(names).anyMatch(name -> name.matcher(flag).matches()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--secure-port=443 | --secure-port of kube-apiserver is not taken: --port chooses the port",
                "--etcd-servers=http://x | --etcd-servers of kube-apiserver is not taken: --datastore and its companions choose where the state is kept",
                "--no-such-flag | unknown flag: --no-such-flag",
                "--profiling=perhaps | invalid argument \"perhaps\" for \"--profiling\" flag: must be of type bool"
            })
    void saysWhyItIsNotTaken(String flag, String message) {
        assertThatThrownBy(() -> ServerFlags.of(flag)).hasMessage(message);
    }

    @Test
    void maySayWhatHoldsAnyway() {
        var usual =
                ServerFlags.of(
                        "--allow-privileged=true",
                        "--enable-bootstrap-token-auth",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--logging-format=text",
                        "--permit-address-sharing=true");
        FlagRules.check(usual);
        assertThat(usual.all())
                .containsEntry("allow-privileged", "true")
                .containsEntry("service-cluster-ip-range", "10.96.0.0/16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--allow-privileged=false | --allow-privileged can only be true: every Pod may ask for it, Pod Security decides",
                "--service-node-port-range=1-2 | --service-node-port-range can only be 30000-32767: the cluster's network is fixed",
                "--watch-cache=false | --watch-cache can only be true: everything is served from memory"
            })
    void mayNotSayAnythingElse(String flag, String message) {
        assertThatThrownBy(() -> FlagRules.check(ServerFlags.of(flag))).hasMessage(message);
    }
}
