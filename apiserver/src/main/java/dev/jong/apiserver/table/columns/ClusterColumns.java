package dev.jong.apiserver.table.columns;

import dev.jong.api.coordination.v1.Lease;
import dev.jong.api.core.v1.ConfigMap;
import dev.jong.api.core.v1.Event;
import dev.jong.api.core.v1.Namespace;
import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.Secret;
import dev.jong.api.core.v1.ServiceAccount;
import dev.jong.api.node.v1.RuntimeClass;
import dev.jong.api.scheduling.v1.PriorityClass;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.table.Ages;
import dev.jong.apiserver.table.Columns;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Nodes, namespaces, configuration and what happened.
final class ClusterColumns {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE_LABEL = "kubernetes.io/role";

    private ClusterColumns() {}

    static void addTo(ColumnSet set) {
        set.put(
                Node.KIND,
                Columns.name(),
                Column.text("Status", ClusterColumns::status),
                Column.text("Roles", ClusterColumns::roles),
                Columns.age(),
                Column.text("Version", node -> node.status().nodeInfo().kubeletVersion()),
                Column.<Node>text("Internal-IP", node -> address(node, "InternalIP")).wide(),
                Column.<Node>text("External-IP", node -> address(node, "ExternalIP")).wide(),
                Column.<Node>text("OS-Image", node -> orUnknown(node.status().nodeInfo().osImage()))
                        .wide(),
                Column.<Node>text("Kernel-Version", ClusterColumns::kernel).wide(),
                Column.<Node>text(
                                "Container-Runtime",
                                node ->
                                        orUnknown(
                                                node.status().nodeInfo().containerRuntimeVersion()))
                        .wide());
        set.put(
                Namespace.KIND,
                Columns.name(),
                Column.text("Status", namespace -> Cells.orEmpty(namespace.status().phase())),
                Columns.age());
        set.put(
                ConfigMap.KIND,
                Columns.name(),
                Column.<ConfigMap>text("Data", map -> map.data().size() + map.binaryData().size())
                        .describedAs(Columns.description(ConfigMap.KIND.schema(), "data")),
                Columns.age());
        set.put(
                Secret.KIND,
                Columns.name(),
                Column.text("Type", secret -> Cells.orEmpty(secret.type())),
                Column.text("Data", secret -> secret.data().size()),
                Columns.age());
        set.put(ServiceAccount.KIND, Columns.name(), Columns.age());
        set.put(
                Lease.KIND,
                Columns.name(),
                Column.text("Holder", lease -> Cells.orEmpty(lease.spec().holderIdentity())),
                Columns.age());
        set.put(
                PriorityClass.KIND,
                Columns.name(),
                Column.number("Value", PriorityClass::value),
                new Column<>(
                        "Global-Default", "boolean", "", "", 0, (each, _) -> each.globalDefault()),
                Columns.age(),
                Column.text("PreemptionPolicy", each -> Cells.orEmpty(each.preemptionPolicy())));
        set.put(
                RuntimeClass.KIND,
                Columns.name(),
                Column.text("Handler", RuntimeClass::handler),
                Columns.age());
        addEvents(set);
    }

    private static void addEvents(ColumnSet set) {
        set.put(
                Event.KIND,
                Column.ago("Last Seen", ClusterColumns::lastSeen),
                Column.text("Type", event -> Cells.orEmpty(event.type())),
                Column.text("Reason", event -> Cells.orEmpty(event.reason())),
                Column.text("Object", ClusterColumns::object),
                Column.<Event>text(
                                "Subobject",
                                event -> Cells.orEmpty(event.involvedObject().fieldPath()))
                        .wide(),
                Column.<Event>text("Source", ClusterColumns::source).wide(),
                Column.text("Message", event -> Cells.orEmpty(event.message()).strip()),
                Column.<Event>ago("First Seen", ClusterColumns::firstSeen).wide(),
                Column.<Event>text("Count", ClusterColumns::count).wide(),
                Columns.<Event>name().wide());
        set.put(
                dev.jong.api.events.v1.Event.KIND,
                Column.ago("Last Seen", (event, now) -> lastSeen(asCore(event), now)),
                Column.text("Type", event -> Cells.orEmpty(event.type())),
                Column.text("Reason", event -> Cells.orEmpty(event.reason())),
                Column.text("Object", event -> object(asCore(event))),
                Column.<dev.jong.api.events.v1.Event>text(
                                "Subobject", event -> Cells.orEmpty(event.regarding().fieldPath()))
                        .wide(),
                Column.<dev.jong.api.events.v1.Event>text("Source", event -> source(asCore(event)))
                        .wide(),
                Column.text("Message", event -> Cells.orEmpty(event.note()).strip()),
                Column.<dev.jong.api.events.v1.Event>ago(
                                "First Seen", (event, now) -> firstSeen(asCore(event), now))
                        .wide(),
                Column.<dev.jong.api.events.v1.Event>text("Count", event -> count(asCore(event)))
                        .wide(),
                Columns.<dev.jong.api.events.v1.Event>name().wide());
    }

    /// What the columns read, under the names of the older kind.
    private static Event asCore(dev.jong.api.events.v1.Event event) {
        var series = event.series();
        return Event.builder()
                .involvedObject(event.regarding())
                .source(event.deprecatedSource())
                .firstTimestamp(event.deprecatedFirstTimestamp())
                .lastTimestamp(event.deprecatedLastTimestamp())
                .count(event.deprecatedCount())
                .eventTime(event.eventTime())
                .series(
                        series == null
                                ? null
                                : dev.jong.api.core.v1.EventSeries.builder()
                                        .count(series.count())
                                        .lastObservedTime(series.lastObservedTime())
                                        .build())
                .reportingComponent(Cells.orEmpty(event.reportingController()))
                .reportingInstance(Cells.orEmpty(event.reportingInstance()))
                .build();
    }

    private static String status(Node node) {
        String ready =
                node.status().conditions().stream()
                        .filter(condition -> "Ready".equals(condition.type()))
                        .map(condition -> "True".equals(condition.status()) ? "Ready" : "NotReady")
                        .findFirst()
                        .orElse("Unknown");
        return node.spec().unschedulable() ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(Node node) {
        var roles = new TreeSet<String>();
        node.metadata()
                .labels()
                .forEach((label, value) -> {
                    if (label.startsWith(ROLE_PREFIX) && label.length() > ROLE_PREFIX.length()) {
                        roles.add(label.substring(ROLE_PREFIX.length()));
                    } else if (label.equals(ROLE_LABEL) && !value.isEmpty()) {
                        roles.add(value);
                    }
                });
        return Cells.orNone(String.join(",", roles));
    }

    private static String address(Node node, String type) {
        return node.status().addresses().stream()
                .filter(address -> type.equals(address.type()))
                .map(address -> Cells.orEmpty(address.address()))
                .findFirst()
                .orElse(Cells.NONE);
    }

    private static String kernel(Node node) {
        var info = node.status().nodeInfo();
        String architecture = Cells.orEmpty(info.architecture());
        String version = orUnknown(info.kernelVersion());
        return architecture.isEmpty() ? version : version + " (" + architecture + ")";
    }

    private static String orUnknown(@Nullable String text) {
        return text == null || text.isEmpty() ? Cells.UNKNOWN : text;
    }

    private static String firstSeen(Event event, Instant now) {
        var first = event.firstTimestamp();
        return Ages.since(first == null ? event.eventTime() : first, now);
    }

    private static String lastSeen(Event event, Instant now) {
        var series = event.series();
        if (series != null) return Ages.since(series.lastObservedTime(), now);
        var last = event.lastTimestamp();
        return last == null ? firstSeen(event, now) : Ages.since(last, now);
    }

    private static Object count(Event event) {
        var series = event.series();
        if (series != null) return series.count();
        return Math.max(1, event.count());
    }

    private static String object(Event event) {
        String kind = Cells.orEmpty(event.involvedObject().kind()).toLowerCase(Locale.ROOT);
        String name = Cells.orEmpty(event.involvedObject().name());
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(Event event) {
        String component = first(event.source().component(), event.reportingComponent());
        String instance = first(event.source().host(), event.reportingInstance());
        return instance.isEmpty() ? component : component + ", " + instance;
    }

    private static String first(@Nullable String one, @Nullable String other) {
        return one == null || one.isEmpty() ? Cells.orEmpty(other) : one;
    }
}
