package dev.jong.apiserver.aggregation;

import dev.jong.api.Unstructured;
import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.jong.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.errors.ApiException;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.apiserver.discovery.Priority;
import dev.jong.apiserver.registry.Followed;
import dev.jong.apiserver.registry.ListQuery;
import dev.jong.apiserver.registry.Verbs;
import dev.jong.apiserver.registry.WriteOptions;
import dev.jong.apiserver.route.ResourceRoutes;
import dev.jong.apiserver.watch.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Keeps an APIService for each group and version that this server serves itself.
final class Registration {
    private final Verbs<APIService> services;
    private final Followed<CustomResourceDefinition> definitions;
    private final Map<String, APIService> builtIn = new TreeMap<>();
    private boolean started;

    /// @param routes everything built in is in it
    Registration(ResourceRoutes routes, Followed<CustomResourceDefinition> definitions) {
        this.services = routes.registry().of(APIService.KIND);
        this.definitions = definitions;
        for (var verbs : routes.registry().all()) {
            var kind = verbs.resource().kind();
            if (kind.type() != Unstructured.class) {
                addBuiltIn(kind.group(), kind.version());
            }
        }
        routes.virtuals()
                .forEach(virtual -> addBuiltIn(virtual.kind().group(), virtual.kind().version()));
    }

    /// The group by which servers are registered needs no registration.
    private void addBuiltIn(String group, String version) {
        if (!group.equals(APIService.KIND.group())) {
            var service =
                    RegistrationPlan.local(
                            group, version, Priority.of(group, version), RegistrationPlan.AT_START);
            builtIn.put(service.name(), service);
        }
    }

    /// What of a definition counts here: schemas do not.
    static CustomResourceDefinition readPart(CustomResourceDefinition definition) {
        var spec = definition.spec();
        var versions =
                spec.versions().stream()
                        .map(version ->
                                CustomResourceDefinitionVersion.EMPTY
                                        .withName(version.name())
                                        .withServed(version.served()))
                        .toList();
        return CustomResourceDefinition.EMPTY
                .withMetadata(ObjectMeta.EMPTY.withName(definition.name()))
                .withSpec(
                        CustomResourceDefinitionSpec.EMPTY
                                .withGroup(spec.group())
                                .withVersions(versions));
    }

    /// Does what is to be done now. Called by one thread.
    void settle() {
        var stored =
                services.list("", ListQuery.ALL.from("0")).items().stream()
                        .map(Version::object)
                        .toList();
        var plan = RegistrationPlan.of(stored, wanted(), !started);
        for (var service : plan.missing()) {
            try {
                services.create("", service, WriteOptions.OWN);
            } catch (ApiException.AlreadyExists _) {
                // somebody else registered it
            }
        }
        for (var service : plan.changed()) {
            try {
                services.update("", service.name(), "", service, WriteOptions.OWN);
            } catch (ApiException.NotFound | ApiException.Conflict _) {
                // a newer version comes
            }
        }
        for (var service : plan.surplus()) {
            try {
                services.delete("", service.name(), DeleteOptions.EMPTY, WriteOptions.OWN);
            } catch (ApiException.NotFound _) {
                // it is gone already
            }
        }
        started = true;
    }

    private List<APIService> wanted() {
        var all = new TreeMap<>(builtIn);
        for (var definition : definitions.objects().values()) {
            var spec = definition.spec();
            for (var version : spec.versions()) {
                if (version.served()) {
                    var service =
                            RegistrationPlan.local(
                                    spec.group(),
                                    version.name(),
                                    Priority.CUSTOM,
                                    RegistrationPlan.ALWAYS);
                    all.putIfAbsent(service.name(), service);
                }
            }
        }
        return new ArrayList<>(all.values());
    }
}
