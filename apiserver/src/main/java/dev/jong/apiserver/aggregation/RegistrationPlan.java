package dev.jong.apiserver.aggregation;

import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apiregistration.v1.APIServiceSpec;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.discovery.Priority;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is to be done so that every group and version that this server serves has its APIService.
/// Objects that people made, or took the label from, are left alone.
///
/// @param changed as they are to be
record RegistrationPlan(
        List<APIService> missing, List<APIService> changed, List<APIService> surplus) {
    static final String LABEL = "kube-aggregator.kubernetes.io/automanaged";

    /// Seen to when the server starts, and then left to people.
    static final String AT_START = "onstart";

    static final String ALWAYS = "true";

    RegistrationPlan {
        missing = List.copyOf(missing);
        changed = List.copyOf(changed);
        surplus = List.copyOf(surplus);
    }

    /// The APIService of what is served here.
    ///
    /// @param managed [#AT_START] or [#ALWAYS]
    static APIService local(String group, String version, Priority priority, String managed) {
        var metadata =
                ObjectMeta.builder()
                        .name(version + "." + group)
                        .labels(Map.of(LABEL, managed))
                        .build();
        var spec =
                APIServiceSpec.builder()
                        .group(group)
                        .version(version)
                        .groupPriorityMinimum(priority.group())
                        .versionPriority(priority.version())
                        .build();
        return APIService.EMPTY.withMetadata(metadata).withSpec(spec);
    }

    /// @param starting whether those that are seen to at the start are to be seen to
    static RegistrationPlan of(
            Collection<APIService> stored, Collection<APIService> wanted, boolean starting) {
        var byName = stored.stream().collect(Collectors.toMap(APIService::name, s -> s));
        var missing = new ArrayList<APIService>();
        var changed = new ArrayList<APIService>();
        for (var service : wanted) {
            if (managed(service).equals(AT_START) && !starting) {
                continue;
            }
            var there = byName.get(service.name());
            if (there == null) {
                missing.add(service);
            } else if (isOurs(there, starting) && !sameSpec(there, service)) {
                changed.add(there.withSpec(service.spec()));
            }
        }
        var names = wanted.stream().map(APIService::name).collect(Collectors.toSet());
        var surplus =
                stored.stream()
                        .filter(service -> isOurs(service, starting))
                        .filter(service -> !names.contains(service.name()))
                        .toList();
        return new RegistrationPlan(missing, changed, surplus);
    }

    private static boolean sameSpec(APIService one, APIService other) {
        return one.spec().equals(other.spec());
    }

    private static String managed(APIService service) {
        return service.metadata().labels().getOrDefault(LABEL, "");
    }

    private static boolean isOurs(APIService service, boolean starting) {
        var managed = managed(service);
        return managed.equals(ALWAYS) || (starting && managed.equals(AT_START));
    }
}
