package dev.jong.controllers.endpointslice;

import static dev.jong.controllers.Objects.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jong.api.core.v1.ObjectReference;
import dev.jong.api.discovery.v1.Endpoint;
import dev.jong.api.discovery.v1.EndpointConditions;
import dev.jong.api.discovery.v1.EndpointPort;
import dev.jong.api.discovery.v1.EndpointSlice;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicePlanTest {
    private static final List<EndpointPort> PORTS =
            List.of(EndpointPort.builder().name("http").port(80).build());
    private static final EndpointSlice TEMPLATE =
            EndpointSlice.builder()
                    .metadata(ObjectMeta.builder().generateName("web-").namespace("ns").build())
                    .addressType("IPv4")
                    .build();

    private static Endpoint endpoint(int number, boolean ready) {
        return Endpoint.builder()
                .addresses(List.of("10.0.0." + number))
                .conditions(EndpointConditions.builder().ready(ready).build())
                .targetRef(ObjectReference.builder().uid("uid-" + number).build())
                .build();
    }

    private static List<Endpoint> endpoints(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> endpoint(number, true)).toList();
    }

    private static EndpointSlice slice(String name, List<Endpoint> endpoints) {
        return TEMPLATE.withMetadata(named(name)).withPorts(PORTS).withEndpoints(endpoints);
    }

    private static SlicePlan plan(List<Endpoint> desired, EndpointSlice... existing) {
        return SlicePlan.of(TEMPLATE, Map.of(PORTS, desired), List.of(existing), 4);
    }

    @Test
    void splitsManyEndpoints() {
        assertThat(plan(endpoints(0, 10)).create())
                .extracting(slice -> slice.endpoints().size())
                .containsExactly(4, 4, 2);
    }

    @Test
    void writesNothingWhereNothingChanged() {
        var plan = plan(endpoints(0, 3), slice("a", endpoints(0, 3)));
        assertThat(plan).isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));
    }

    @Test
    void fillsTheSliceThatLosesAnEndpoint() {
        var plan = plan(endpoints(1, 5), slice("a", endpoints(0, 4)));
        assertThat(plan.create()).isEmpty();
        assertThat(plan.update())
                .singleElement()
                .extracting(EndpointSlice::endpoints)
                .isEqualTo(endpoints(1, 5));
    }

    @Test
    void updatesOnlyTheSliceWhoseEndpointChanged() {
        var changed = List.of(endpoint(0, false), endpoint(1, true));
        var plan = plan(changed, slice("a", endpoints(0, 1)), slice("b", endpoints(1, 2)));
        assertThat(plan.update()).extracting(EndpointSlice::name).containsExactly("a");
    }

    @Test
    void keepsOneEmptySlice() {
        assertThat(SlicePlan.of(TEMPLATE, Map.of(), List.of(), 4).create())
                .containsExactly(TEMPLATE);
        var emptied = SlicePlan.of(TEMPLATE, Map.of(), List.of(slice("a", endpoints(0, 2))), 4);
        assertThat(emptied.update()).singleElement().extracting(EndpointSlice::name).isEqualTo("a");
        var placeholder = TEMPLATE.withMetadata(named("a"));
        assertThat(SlicePlan.of(TEMPLATE, Map.of(), List.of(placeholder), 4))
                .isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));
    }
}
