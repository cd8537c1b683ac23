package dev.jong.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jong.api.flowcontrol.v1.LimitResponse;
import dev.jong.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.jong.api.flowcontrol.v1.PriorityLevelConfigurationSpec;
import dev.jong.apiserver.bootstrap.FlowControl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BorrowingTest {
    private static final int SEATS = 600;
    private static final Offset<Double> CLOSE = within(1e-6);

    private static SeatDemand demand(int peak, double smoothed) {
        return new SeatDemand(0, 0, peak, smoothed);
    }

    /// What the levels of every server get.
    private static Map<String, Integer> given(Map<String, SeatDemand> demands) {
        var levels = FlowControl.levels();
        int all = levels.stream().mapToInt(Shares::count).sum();
        var asking =
                levels.stream()
                        .map(level ->
                                new Borrowing.Asking(
                                        level.name().equals("exempt"),
                                        Shares.of(level, SEATS, all),
                                        demands.getOrDefault(level.name(), SeatDemand.NONE)))
                        .toList();
        var plan = Borrowing.of(asking).given();
        var given = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < levels.size(); i++) {
            given.put(levels.get(i).name(), plan.get(i).seats());
        }
        return given;
    }

    /// As a server of upstream's tells after some minutes without work.
    @Test
    void idleLevelsDivideWhatIsThereByWhatTheyKeep() {
        assertThat(given(Map.of("exempt", demand(1, 7.8))))
                .containsOnly(
                        Map.entry("exempt", 1),
                        Map.entry("system", 117),
                        Map.entry("node-high", 170),
                        Map.entry("leader-election", 58),
                        Map.entry("workload-high", 114),
                        Map.entry("workload-low", 56),
                        Map.entry("global-default", 56),
                        Map.entry("catch-all", 30));
    }

    @Test
    void aBusyLevelBorrowsWhatTheOthersLend() {
        var given = given(Map.of("global-default", demand(900, 900)));
        assertThat(given.get("global-default")).isGreaterThan(49 + 250);
        assertThat(given.get("workload-low")).isEqualTo(24); // keeps what it does not lend
        assertThat(given.get("leader-election")).isEqualTo(25);
        assertThat(given.values().stream().mapToInt(Integer::intValue).sum()).isBetween(600, 604);
    }

    /// Who lately needed what is its own gets it back at once.
    @Test
    void aLevelDoesNotLendWhatItNeeds() {
        var given =
                given(
                        Map.of(
                                "global-default", demand(900, 900),
                                "workload-low", demand(200, 10)));
        assertThat(given.get("workload-low")).isEqualTo(200);
    }

    /// Exempt requests take what they need; the others share the rest above what is theirs in any
    /// case.
    @Test
    void exemptRequestsGoFirst() {
        var demands =
                Map.of(
                        "exempt", demand(250, 0),
                        "system", demand(74, 74),
                        "workload-low", demand(245, 245));
        var given = given(demands);
        assertThat(given.get("exempt")).isEqualTo(250);
        // 352 are left; 258 are kept in any case, 503 were needed: 94 of 245 asked for
        assertThat(given.get("system")).isEqualTo(50 + Math.round(24 * 94 / 245f));
        assertThat(given.get("workload-low")).isEqualTo(24 + Math.round(221 * 94 / 245f));
        assertThat(given.get("catch-all")).isEqualTo(13);

        var most = given(Map.of("exempt", demand(500, 0), "system", demand(74, 74)));
        assertThat(most.get("system")).isEqualTo(50);
    }

    private static Shares shares(int lendable, @Nullable Integer borrowing) {
        var limited =
                new LimitedPriorityLevelConfiguration(
                        20, new LimitResponse("Reject", null), lendable, borrowing);
        var spec = new PriorityLevelConfigurationSpec("Limited", limited, null);
        return Shares.of(PriorityLevelConfiguration.EMPTY.withSpec(spec), SEATS, 245);
    }

    @Test
    void theUpperLimitMayBeMoreThanTheServerHas() {
        assertThat(shares(50, null)).isEqualTo(new Shares(49, 24, 649));
        assertThat(shares(90, 1000)).isEqualTo(new Shares(49, 5, 539));
        assertThat(shares(0, 0)).isEqualTo(new Shares(49, 49, 49));
    }

    @Test
    void demandRisesAtOnceAndFallsSlowly() {
        var busy = SeatDemand.NONE.after(new Occupancy.Period(10, 20, 5, 31));
        assertThat(busy).isEqualTo(new SeatDemand(20, 5, 31, 25));
        var calm = busy.after(new Occupancy.Period(10, 0, 0, 1));
        assertThat(calm.smoothed()).isCloseTo(25 * 0.977, CLOSE);
        assertThat(calm.peak()).isEqualTo(1);
        var later = calm;
        for (int i = 0; i < 29; i++) {
            later = later.after(new Occupancy.Period(10, 0, 0, 0));
        }
        assertThat(later.smoothed()).isCloseTo(12.5, within(.1)); // after five minutes
        assertThat(later.after(new Occupancy.Period(0, 0, 0, 4)).smoothed())
                .isEqualTo(later.smoothed());
    }

    @Test
    void everybodyGetsTheSamePartOfWhatHeAimsAtWithinHisBounds() {
        var fair =
                FairAllocation.of(
                        100,
                        List.of(
                                new FairAllocation.Claim(100, 0, 1000),
                                new FairAllocation.Claim(60, 0, 10),
                                new FairAllocation.Claim(50, 40, 100),
                                new FairAllocation.Claim(0, 0, 0)));
        assertThat(fair.parts()).containsExactly(new double[] {50, 10, 40, 0}, CLOSE);
        assertThat(fair.fraction()).isCloseTo(.5, CLOSE);
    }

    @Test
    void boundsThatLeaveNoChoiceAreKept() {
        var claims =
                List.of(new FairAllocation.Claim(20, 10, 30), new FairAllocation.Claim(5, 5, 6));
        assertThat(FairAllocation.of(15, claims).parts()).containsExactly(10, 5);
        assertThat(FairAllocation.of(15, claims).fraction()).isEqualTo(.5);
        assertThat(FairAllocation.of(36, claims).parts()).containsExactly(30, 6);
        assertThat(FairAllocation.of(36, claims).fraction()).isEqualTo(1.5);
        assertThat(FairAllocation.of(0, claims).fraction()).isZero();
    }
}
