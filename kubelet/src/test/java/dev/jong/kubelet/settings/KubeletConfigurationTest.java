package dev.jong.kubelet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeletConfigurationTest {
    private static final String HEAD =
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    @Test
    void takesUpstreamsDefaultsForWhatIsLeftOut() {
        assertThat(KubeletConfiguration.parse(HEAD)).isEqualTo(KubeletSettings.DEFAULT);
    }

    @Test
    void readsEveryFieldThatItHonours() {
        var settings =
                KubeletConfiguration.parse(
                        HEAD
                                + """
                                containerLogMaxSize: 2Mi
                                containerLogMaxFiles: 3
                                containerLogMonitorInterval: 3s
                                imageGCHighThresholdPercent: 70
                                imageGCLowThresholdPercent: 60
                                imageMinimumGCAge: 1m30s
                                evictionHard: {memory.available: 1Gi, nodefs.available: "12.5%"}
                                evictionPressureTransitionPeriod: 20s
                                """);

        assertThat(settings)
                .isEqualTo(
                        new KubeletSettings(
                                new KubeletSettings.Logs(2 << 20, 3, Duration.ofSeconds(3)),
                                new KubeletSettings.Images(70, 60, Duration.ofSeconds(90)),
                                new KubeletSettings.Eviction(
                                        Map.of(
                                                Signal.MEMORY_AVAILABLE,
                                                        new Threshold.Amount(1 << 30),
                                                Signal.NODEFS_AVAILABLE,
                                                        new Threshold.Share(0.125)),
                                        Duration.ofSeconds(20))));
    }

    @Test
    void refusesWhatItDoesNotHonourOrUnderstand() {
        refuses("[]", "it is not an object");
        refuses("kind: Pod", "it is not a KubeletConfiguration of kubelet.config.k8s.io/v1beta1");
        refuses(HEAD + "staticPodPath: /etc", "Jong does not honour staticPodPath; ");
        refuses(HEAD + "maxPods: 3", "Jong does not honour maxPods; it honours apiVersion, ");
        refuses(
                HEAD + "containerLogMaxSize: [1]",
                "containerLogMaxSize is not valid: it takes a text");
        refuses(
                HEAD + "containerLogMaxFiles: 1",
                "containerLogMaxFiles is not valid: it takes 2 to ");
        refuses(
                HEAD + "imageMinimumGCAge: soon",
                "imageMinimumGCAge is not valid: time: invalid duration");
        refuses(
                HEAD + "imageGCHighThresholdPercent: 50",
                "imageGCLowThresholdPercent must be less than imageGCHighThresholdPercent");
        refuses(HEAD + "evictionHard: {x: 1}", "evictionHard is not valid: there is no signal x");
        refuses(
                HEAD + "evictionHard: {nodefs.available: 120%}",
                "evictionHard[nodefs.available] is not valid: 120% is not between 0% and 100%");
    }

    private static void refuses(String yaml, String sentence) {
        assertThatThrownBy(() -> KubeletConfiguration.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }
}
