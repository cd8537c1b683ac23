package dev.jong.apiserver.resources.apiextensions;

import dev.jong.api.apiextensions.v1.CustomResourceDefinition;
import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apiregistration.v1.APIServiceCondition;
import dev.jong.api.apiregistration.v1.APIServiceStatus;
import dev.jong.api.names.Names;
import dev.jong.apiserver.custom.DefinitionStatus;
import dev.jong.apiserver.custom.definition.DefinitionRules;
import dev.jong.apiserver.registry.Column;
import dev.jong.apiserver.registry.Ending;
import dev.jong.apiserver.registry.Resource;
import dev.jong.apiserver.table.Columns;
import dev.jong.apiserver.validation.RegistrationRules;
import java.util.List;

/// The groups by which the API is extended.
public final class ExtensionResources {
    public static final Resource<CustomResourceDefinition> DEFINITIONS =
            Resource.of(CustomResourceDefinition.KIND)
                    .storedAt("apiextensions.k8s.io/customresourcedefinitions")
                    .counted()
                    .conditionalUpdatesOnly()
                    .defaults(DefinitionStatus::named)
                    .beforeCreate(DefinitionStatus::created)
                    .ends(Ending.finalizedBy(DefinitionStatus::deleted))
                    .returnsDeleted()
                    .validate(DefinitionRules::checkNew)
                    .validateUpdate(DefinitionRules::checkUpdate)
                    .ratchets()
                    .warnings(DefinitionRules::warnings)
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> DefinitionRules.checkStatus(now))
                    .beforeUpdate(DefinitionStatus::withStorage)
                    .build();

    public static final Resource<APIService> API_SERVICES =
            Resource.of(APIService.KIND)
                    .storedAt("apiregistration.k8s.io/apiservices")
                    .names(Names::pathSegment)
                    .conditionalUpdatesOnly()
                    .beforeCreate(ExtensionResources::born)
                    .status(
                            (from, into) -> into.withStatus(from.status()),
                            (now, _) -> RegistrationRules.status(now))
                    .keepsMetadata()
                    .columns(
                            List.of(
                                    Columns.name(),
                                    Column.text("Service", ExtensionResources::target),
                                    Column.text("Available", ExtensionResources::available),
                                    Columns.age()))
                    .build();

    private ExtensionResources() {}

    /// What is served here is available from the first moment on.
    private static APIService born(APIService service) {
        if (service.spec().service() != null) {
            return service.withStatus(APIServiceStatus.EMPTY);
        }
        var local =
                new APIServiceCondition(
                        "Available",
                        "True",
                        service.metadata().creationTimestamp(),
                        "Local",
                        "Local APIServices are always available");
        return service.withStatus(new APIServiceStatus(List.of(local)));
    }

    private static String target(APIService service) {
        var reference = service.spec().service();
        return reference == null ? "Local" : reference.namespace() + "/" + reference.name();
    }

    private static String available(APIService service) {
        return service.status().conditions().stream()
                .filter(condition -> condition.type().equals("Available"))
                .findFirst()
                .map(condition ->
                        condition.status().equals("True")
                                ? "True"
                                : condition.status() + " (" + condition.reason() + ")")
                .orElse("Unknown");
    }
}
