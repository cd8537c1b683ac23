package dev.jong.apiserver.validation;

import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.names.Labels;
import dev.jong.api.names.Names;
import dev.jong.api.storage.v1.CSIDriver;
import dev.jong.api.storage.v1.CSINode;
import dev.jong.api.storage.v1.CSINodeDriver;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import dev.jong.api.storage.v1.TokenRequest;
import dev.jong.api.storage.v1.VolumeAttachment;
import dev.jong.api.storage.v1.VolumeAttachmentSpec;
import dev.jong.api.storage.v1.VolumeAttributesClass;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the storage group holds besides StorageClasses.
final class StorageRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> GROUP_POLICIES =
            List.of("File", "None", "ReadWriteOnceWithFSType");
    private static final List<String> LIFECYCLES = List.of("Persistent", "Ephemeral");
    private static final long LEAST_TOKEN_SECONDS = 600;
    private static final long MOST_TOKEN_SECONDS = 1L << 32;
    private static final int LONGEST_NODE_ID = 256;
    private static final int MOST_PARAMETERS = 512;

    private StorageRules() {}

    static List<FieldError> driver(CSIDriver driver) {
        var errors = new FieldErrors();
        var spec = driver.spec();
        needed(spec.attachRequired(), "attachedRequired", errors);
        needed(spec.podInfoOnMount(), "podInfoOnMount", errors);
        needed(spec.storageCapacity(), "storageCapacity", errors);
        var policy = spec.fsGroupPolicy();
        if (policy != null && !GROUP_POLICIES.contains(policy)) {
            errors.notSupported(SPEC.child("fsGroupPolicy"), policy, GROUP_POLICIES);
        }
        tokens(spec.tokenRequests(), errors);
        for (var mode : spec.volumeLifecycleModes()) {
            if (!LIFECYCLES.contains(mode)) {
                errors.notSupported(SPEC.child("volumeLifecycleModes"), mode, LIFECYCLES);
            }
        }
        needed(spec.seLinuxMount(), "seLinuxMount", errors);
        var period = spec.nodeAllocatableUpdatePeriodSeconds();
        if (period != null && period < 10) {
            errors.invalid(
                    SPEC.child("nodeAllocatableUpdatePeriodSeconds"),
                    period,
                    "must be greater than or equal to 10 seconds");
        }
        if (spec.serviceAccountTokenInSecrets() != null && spec.tokenRequests().isEmpty()) {
            errors.invalid(
                    SPEC.child("serviceAccountTokenInSecrets"),
                    spec.serviceAccountTokenInSecrets(),
                    "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }
        return errors.list();
    }

    private static void needed(@Nullable Boolean value, String field, FieldErrors errors) {
        if (value == null) {
            errors.required(SPEC.child(field), "");
        }
    }

    private static void tokens(List<TokenRequest> tokens, FieldErrors errors) {
        Set<String> audiences = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            var at = SPEC.child("tokenRequests").index(i);
            if (!audiences.add(tokens.get(i).audience())) {
                errors.duplicate(at.child("audience"), tokens.get(i).audience());
                continue;
            }
            var seconds = tokens.get(i).expirationSeconds();
            if (seconds != null && seconds < LEAST_TOKEN_SECONDS) {
                errors.invalid(
                        at.child("expirationSeconds"),
                        seconds,
                        "may not specify a duration less than 10 minutes");
            }
            if (seconds != null && seconds > MOST_TOKEN_SECONDS) {
                errors.invalid(
                        at.child("expirationSeconds"),
                        seconds,
                        "may not specify a duration larger than 2^32 seconds");
            }
        }
    }

    static List<FieldError> driverUpdate(CSIDriver now, CSIDriver old) {
        return new FieldErrors()
                .immutable(
                        SPEC.child("attachedRequired"),
                        now.spec().attachRequired(),
                        old.spec().attachRequired())
                .immutable(
                        SPEC.child("volumeLifecycleModes"),
                        now.spec().volumeLifecycleModes(),
                        old.spec().volumeLifecycleModes())
                .list();
    }

    static List<FieldError> node(CSINode node) {
        var errors = new FieldErrors();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < node.spec().drivers().size(); i++) {
            var driver = node.spec().drivers().get(i);
            var at = SPEC.child("drivers").index(i);
            nodeDriver(driver, at, errors);
            if (!names.add(driver.name())) {
                errors.duplicate(at.child("name"), driver.name());
            }
        }
        return errors.list();
    }

    /// What a driver said of a node stays, but for how much of it can be used.
    static List<FieldError> nodeUpdate(CSINode now, CSINode old) {
        var errors = new FieldErrors();
        for (var before : old.spec().drivers()) {
            for (var driver : now.spec().drivers()) {
                if (driver.name().equals(before.name())
                        && !driver.withAllocatable(null).equals(before.withAllocatable(null))) {
                    errors.invalid(
                            SPEC.child("drivers"),
                            new FieldError.Written(
                                    Json.text(
                                            Json.tree(
                                                    driver.withAllocatable(null),
                                                    CSINodeDriver.CODEC))),
                            "field is immutable");
                }
            }
        }
        return errors.list();
    }

    private static void nodeDriver(CSINodeDriver driver, FieldPath at, FieldErrors errors) {
        PersistentVolumeRules.driver(driver.name(), at.child("name"), errors);
        if (driver.nodeId().isEmpty()) {
            errors.required(at.child("nodeID"), "");
        }
        if (driver.nodeId().length() > LONGEST_NODE_ID) {
            errors.invalid(
                    at.child("nodeID"),
                    driver.nodeId(),
                    "must be " + LONGEST_NODE_ID + " characters or less");
        }
        var allocatable = driver.allocatable();
        if (allocatable != null) {
            errors.notNegative(at.child("allocatable", "count"), allocatable.count());
        }
        Set<String> keys = new HashSet<>();
        for (var key : driver.topologyKeys()) {
            if (key.isEmpty()) {
                errors.required(at, "");
            }
            if (!keys.add(key)) {
                errors.duplicate(at, key);
            }
            errors.invalidEach(at, key, Labels.key(key));
        }
    }

    static List<FieldError> capacity(CSIStorageCapacity capacity) {
        var errors = new FieldErrors();
        SelectorRules.check(capacity.nodeTopology(), FieldPath.of("nodeTopology"), errors);
        errors.invalidEach(
                FieldPath.of("storageClassName"),
                capacity.storageClassName(),
                Names.subdomain(capacity.storageClassName()));
        var amount = capacity.capacity();
        if (amount != null && amount.signum() < 0) {
            errors.invalid(
                    FieldPath.of("capacity"),
                    amount.toString(),
                    "must be greater than or equal to 0");
        }
        return errors.list();
    }

    static List<FieldError> capacityUpdate(CSIStorageCapacity now, CSIStorageCapacity old) {
        var errors = new FieldErrors();
        if (!Objects.equals(now.nodeTopology(), old.nodeTopology())) {
            errors.invalid(
                    FieldPath.of("nodeTopology"),
                    SelectorRules.shown(now.nodeTopology()),
                    "field is immutable");
        }
        return errors.immutable(
                        FieldPath.of("storageClassName"),
                        now.storageClassName(),
                        old.storageClassName())
                .list();
    }

    static List<FieldError> attachment(VolumeAttachment attachment) {
        var errors = new FieldErrors();
        var spec = attachment.spec();
        PersistentVolumeRules.driver(spec.attacher(), SPEC.child("attacher"), errors);
        var source = SPEC.child("source");
        var name = spec.source().persistentVolumeName();
        var inline = spec.source().inlineVolumeSpec();
        var exactlyOne = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        if (inline == null && name == null) {
            errors.required(source, exactlyOne);
        } else if (inline != null && name != null) {
            errors.forbidden(source, exactlyOne);
        } else if (name != null && name.isEmpty()) {
            errors.required(
                    source.child("persistentVolumeName"),
                    "must specify non empty persistentVolumeName");
        }
        if (inline != null && name == null) {
            PersistentVolumeRules.inline(inline, source.child("inlineVolumeSpec"), errors);
        }
        errors.invalidEach(
                SPEC.child("nodeName"), spec.nodeName(), Names.subdomain(spec.nodeName()));
        if (name != null) {
            errors.invalidEach(source.child("persistentVolumeName"), name, Names.subdomain(name));
        }
        return errors.list();
    }

    static List<FieldError> attachmentUpdate(VolumeAttachment now, VolumeAttachment old) {
        return now.spec().equals(old.spec())
                ? List.of()
                : List.of(
                        FieldError.invalid(
                                SPEC,
                                new FieldError.Written(
                                        Json.text(
                                                Json.tree(now.spec(), VolumeAttachmentSpec.CODEC))),
                                "field is immutable"));
    }

    static List<FieldError> attributes(VolumeAttributesClass attributes) {
        var errors = new FieldErrors();
        var path = FieldPath.of("driverName");
        var name = attributes.driverName();
        if (name.isEmpty()) {
            errors.required(path, "");
        } else {
            var lower = name.toLowerCase(Locale.ROOT);
            errors.invalidEach(path, lower, Labels.key(lower));
        }
        var parameters = FieldPath.of("parameters");
        if (attributes.parameters().isEmpty()) {
            errors.required(parameters, "must contain at least one key/value pair");
        }
        if (attributes.parameters().size() > MOST_PARAMETERS) {
            errors.add(FieldError.tooLong(parameters, MOST_PARAMETERS));
        }
        if (attributes.parameters().containsKey("")) {
            errors.invalid(parameters, "", "field can not be empty.");
        }
        return errors.list();
    }

    static List<FieldError> attributesUpdate(VolumeAttributesClass now, VolumeAttributesClass old) {
        var errors = new FieldErrors();
        if (!now.driverName().equals(old.driverName())) {
            errors.forbidden(FieldPath.of("driverName"), "updates to driverName are forbidden.");
        }
        if (!now.parameters().equals(old.parameters())) {
            errors.forbidden(FieldPath.of("parameters"), "updates to parameters are forbidden.");
        }
        return errors.list();
    }
}
