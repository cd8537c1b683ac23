package dev.jong.foundation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    private String text() throws IOException {
        var out = new ByteArrayOutputStream();
        metrics.writeText(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void countersOfOneNameAreOne() throws IOException {
        metrics.counters("asked_count", "Asked.", "by").with("me").add(1);
        metrics.counters("asked_count", "Asked.", "by").with("me").add(2);
        assertThat(text())
                .isEqualTo(
                        """
                        # HELP asked_count [ALPHA] Asked.
                        # TYPE asked_count counter
                        asked_count{by="me"} 3
                        """);
    }

    @Test
    void bucketsAreWrittenAsGoWritesNumbers() throws IOException {
        var sizes =
                metrics.histograms(
                        Stability.STABLE,
                        "sizes",
                        "Sizes.",
                        new double[] {1e-5, .25, 1, 1e6, 2592000},
                        "of");
        sizes.with("a").observe(.25);
        sizes.with("a").observe(1.5);
        assertThat(text())
                .isEqualTo(
                        """
                        # HELP sizes [STABLE] Sizes.
                        # TYPE sizes histogram
                        sizes_bucket{of="a",le="1e-05"} 0
                        sizes_bucket{of="a",le="0.25"} 1
                        sizes_bucket{of="a",le="1"} 1
                        sizes_bucket{of="a",le="1e+06"} 2
                        sizes_bucket{of="a",le="2.592e+06"} 2
                        sizes_bucket{of="a",le="+Inf"} 2
                        sizes_sum{of="a"} 1.75
                        sizes_count{of="a"} 2
                        """);
    }

    @Test
    void familiesWithoutLabelsAreToldFromTheStartOthersWithTheirFirstValue() throws IOException {
        metrics.counters("plain_total", "Plain.");
        metrics.gauges("labelled", "Labelled.", "x");
        assertThat(text()).contains("plain_total 0\n").doesNotContain("labelled");
    }

    @Test
    void seriesRiseAndLabelsAreEscaped() throws IOException {
        var levels = metrics.gauges(Stability.BETA, "level", "One\nand \\ \"two\".", "a", "b");
        levels.with("z", "\"q\"\\\n").set(-1234567.5);
        levels.with("a", "x").add(2);
        levels.with("a", "x").add(-.5);
        assertThat(text())
                .isEqualTo(
                        """
                        # HELP level [BETA] One\\nand \\\\ "two".
                        # TYPE level gauge
                        level{a="a",b="x"} 1.5
                        level{a="z",b="\\"q\\"\\\\\\n"} -1.2345675e+06
                        """);
    }

    @Test
    void partsTellTheirOwnSeriesAndReplaceWhatTheyToldBefore() throws IOException {
        metrics.gaugesOf("q", Stability.BETA, "age", "Age.", each -> each.show(1, "q"), "name");
        metrics.gaugesOf("r", Stability.BETA, "age", "Age.", each -> each.show(2, "r"), "name");
        metrics.gaugesOf("q", Stability.BETA, "age", "Age.", each -> each.show(3, "q"), "name");
        assertThat(text()).contains("age{name=\"q\"} 3\nage{name=\"r\"} 2\n");
    }

    @Test
    void labelsMustRiseAndEachNeedsAValue() {
        assertThatThrownBy(() -> metrics.counters("x_total", "X.", "b", "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.counters("y_total", "Y.", "a").with())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void familiesAreCountedByWhatIsPromisedOfThem() throws IOException {
        MetricsAboutMetrics.tell(metrics);
        metrics.gauges(Stability.STABLE, "old", "Old.");
        metrics.deprecate("old", "1.34.0");
        assertThat(text())
                .contains(
                        "# HELP old [STABLE] (Deprecated since 1.34.0) Old.",
                        "registered_metrics_total{deprecated_version=\"\",stability_level=\"BETA\"} 3",
                        "registered_metrics_total{deprecated_version=\"1.34.0\",stability_level=\"STABLE\"} 1");
    }

    @Test
    void aProcessTellsOfItself() throws IOException {
        ProcessMetrics.tell(metrics);
        assertThat(text())
                .containsPattern("process_resident_memory_bytes [1-9]")
                .containsPattern("process_open_fds [1-9]")
                .containsPattern("process_max_fds [1-9]")
                .containsPattern("process_start_time_seconds 1\\.\\d+e\\+09");
    }

    @Test
    void whatIsGoneIsForgotten() throws IOException {
        var counters = metrics.counters("probes_total", "Probes.", "pod");
        counters.with("a").add(1);
        counters.with("b").add(1);
        counters.forget("a");
        assertThat(text()).contains("probes_total{pod=\"b\"} 1\n").doesNotContain("pod=\"a\"");
    }

    @Test
    void distributionsMayBeAskedWhenTheyAreRead() throws IOException {
        metrics.histograms(
                Stability.ALPHA,
                "parts",
                "Parts.",
                new double[] {.5, 1},
                spread -> {
                    spread.show(new long[] {0, 0, 0}, 0, "b");
                    spread.show(new long[] {2, 1, 1}, 3.5, "a");
                },
                "level");
        assertThat(text())
                .contains(
                        "# HELP parts [ALPHA] Parts.\n# TYPE parts histogram\n"
                                + "parts_bucket{level=\"a\",le=\"0.5\"} 2\n"
                                + "parts_bucket{level=\"a\",le=\"1\"} 3\n"
                                + "parts_bucket{level=\"a\",le=\"+Inf\"} 4\n"
                                + "parts_sum{level=\"a\"} 3.5\n"
                                + "parts_count{level=\"a\"} 4\n"
                                + "parts_bucket{level=\"b\",le=\"0.5\"} 0\n");
    }
}
