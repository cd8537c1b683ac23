package dev.jong.apiserver.registry;

import dev.jong.api.GoText;
import dev.jong.api.GroupKind;
import dev.jong.api.GroupResource;
import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.errors.Failure;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.JsonObject;
import dev.jong.api.meta.v1.DeleteOptions;
import dev.jong.api.meta.v1.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What clients say of the object that they mean to change or delete: its name, its uid, and the
/// version that they have seen. Each check refuses a request that means another.
final class Preconditions<T extends KubernetesObject> {
    private final Resource<T> resource;
    private final GroupResource plural;

    Preconditions(Resource<T> resource, GroupResource plural) {
        this.resource = resource;
        this.plural = plural;
    }

    /// @param replaces the whole object was sent: its UID is a condition then
    void checkUpdate(T asked, T old, boolean replaces) {
        var metadata = asked.metadata();
        var name = Metadata.name(old.metadata());
        if (Metadata.name(metadata).isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + " based on URL) was undeterminable: name must be provided");
        }
        if (!Metadata.name(metadata).equals(name)) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + metadata.name()
                            + ") does not match the name on the URL ("
                            + name
                            + ")");
        }
        checkVersion(metadata.resourceVersion(), old);
        var uid = metadata.uid();
        if (replaces && uid != null && !uid.isEmpty() && !uid.equals(old.metadata().uid())) {
            throw ApiException.conflict(
                    plural,
                    name,
                    "StorageError: invalid object, Code: 4, Key: "
                            + key(old)
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                            + uid
                            + ", UID in object meta: "
                            + old.metadata().uid());
        }
    }

    private void checkVersion(@Nullable String version, T old) {
        if (version == null || version.isEmpty() || version.equals("0")) {
            demandUnconditional(old);
            return;
        }
        demandNumber(version);
        if (!version.equals(old.metadata().resourceVersion())) {
            throw ApiException.modified(plural, old.name());
        }
    }

    private void demandUnconditional(T old) {
        if (!resource.unconditionalUpdate()) {
            throw ApiException.invalid(
                    new GroupKind(resource.kind().group(), resource.kind().plural()),
                    old.name(),
                    List.of(
                            FieldError.invalid(
                                    FieldPath.of("metadata", "resourceVersion"),
                                    0,
                                    "must be specified for an update")));
        }
    }

    /// Upstream does not expect anything else.
    private static void demandNumber(@Nullable String version) {
        if (version != null && !version.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ApiException.of(
                    new Failure(
                            500,
                            "",
                            "strconv.ParseUint: parsing "
                                    + GoText.quote(version)
                                    + ": invalid syntax",
                            null));
        }
    }

    /// Where upstream would store the object, as its message says.
    private String key(T old) {
        var namespace = Metadata.namespace(old.metadata());
        return "/"
                + resource.kind().plural()
                + (namespace.isEmpty() ? "" : "/" + namespace)
                + "/"
                + old.name();
    }

    /// Of an object that is not there: who names a uid means one that there was.
    ///
    /// @param metadata as the client sent it
    void checkNew(JsonObject metadata, String name) {
        var uid = metadata.text("uid");
        if (uid != null && !uid.isEmpty()) {
            throw ApiException.conflict(
                    plural,
                    name,
                    "uid mismatch: the provided object specified uid "
                            + uid
                            + ", and no existing object was found");
        }
        demandNumber(metadata.text("resourceVersion"));
    }

    void checkDelete(T current, DeleteOptions options) {
        var conditions = options.preconditions();
        if (conditions == null) {
            return;
        }
        var metadata = current.metadata();
        if (conditions.uid() != null && !conditions.uid().equals(metadata.uid())) {
            throw failed(metadata, "UID", conditions.uid(), metadata.uid());
        }
        if (conditions.resourceVersion() != null
                && !conditions.resourceVersion().equals(metadata.resourceVersion())) {
            throw failed(
                    metadata,
                    "ResourceVersion",
                    conditions.resourceVersion(),
                    metadata.resourceVersion());
        }
    }

    private ApiException failed(
            ObjectMeta metadata, String what, String asked, @Nullable String actual) {
        if (resource.ending().inPlace()) {
            return ApiException.conflict(
                    plural,
                    Metadata.name(metadata),
                    "Precondition failed: "
                            + what
                            + " in precondition: "
                            + asked
                            + ", "
                            + what
                            + " in object meta: "
                            + actual);
        }
        return ApiException.conflict(
                new GroupResource(resource.kind().group(), resource.kind().name()),
                Metadata.name(metadata),
                "the "
                        + what
                        + " in the precondition ("
                        + asked
                        + ") does not match the "
                        + what
                        + " in record ("
                        + actual
                        + "). The object might have been "
                        + (what.equals("UID") ? "deleted and then recreated" : "modified"));
    }
}
