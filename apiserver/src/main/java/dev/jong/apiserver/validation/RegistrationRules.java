package dev.jong.apiserver.validation;

import static java.util.Objects.requireNonNullElse;

import dev.jong.api.apiregistration.v1.APIService;
import dev.jong.api.apiregistration.v1.APIServiceSpec;
import dev.jong.api.apiregistration.v1.ServiceReference;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import dev.jong.api.names.Names;
import java.util.List;

/// APIServices.
public final class RegistrationRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> STATUSES = List.of("True", "False", "Unknown");
    private static final int MOST_GROUP_PRIORITY = 20_000;
    private static final int MOST_VERSION_PRIORITY = 1000;

    private RegistrationRules() {}

    static List<FieldError> check(APIService service) {
        var errors = new FieldErrors();
        var spec = service.spec();
        var group = requireNonNullElse(spec.group(), "");
        var version = requireNonNullElse(spec.version(), "");
        var name = requireNonNullElse(service.metadata().name(), "");
        if (!name.isEmpty()
                && !name.equals(version + "." + group)
                && Names.pathSegment(name).isEmpty()) {
            errors.invalid(
                    FieldPath.of("metadata").child("name"),
                    name,
                    "must be `spec.version+\".\"+spec.group`: \"" + version + "." + group + "\"");
        }
        if (group.isEmpty()) {
            if (!version.equals("v1")) {
                errors.required(
                        SPEC.child("group"),
                        "only v1 may have an empty group and it better be legacy kube");
            }
        } else {
            errors.invalidEach(SPEC.child("group"), group, Names.subdomain(group));
        }
        errors.invalidEach(SPEC.child("version"), version, Names.label1035(version));
        between("groupPriorityMinimum", spec.groupPriorityMinimum(), MOST_GROUP_PRIORITY, errors);
        between("versionPriority", spec.versionPriority(), MOST_VERSION_PRIORITY, errors);
        var target = spec.service();
        if (target == null) {
            local(spec, errors);
        } else {
            remote(spec, target, errors);
        }
        return errors.list();
    }

    private static void between(String field, int value, int most, FieldErrors errors) {
        if (value <= 0 || value > most) {
            errors.invalid(SPEC.child(field), value, "must be positive and less than " + most);
        }
    }

    private static void local(APIServiceSpec spec, FieldErrors errors) {
        if (!spec.caBundle().isEmpty()) {
            errors.invalid(
                    SPEC.child("caBundle"),
                    spec.caBundle().size() + " bytes",
                    "local APIServices may not have a caBundle");
        }
        if (spec.insecureSkipTlsVerify()) {
            errors.invalid(
                    SPEC.child("insecureSkipTLSVerify"),
                    true,
                    "local APIServices may not have insecureSkipTLSVerify");
        }
    }

    private static void remote(APIServiceSpec spec, ServiceReference target, FieldErrors errors) {
        var at = SPEC.child("service");
        if (requireNonNullElse(target.namespace(), "").isEmpty()) {
            errors.required(at.child("namespace"), "");
        }
        if (requireNonNullElse(target.name(), "").isEmpty()) {
            errors.required(at.child("name"), "");
        }
        int port = requireNonNullElse(target.port(), 0);
        var wrong = FieldNames.portNumber(port);
        if (!wrong.isEmpty()) {
            errors.invalid(
                    at.child("port"), port, "port is not valid: " + String.join(", ", wrong));
        }
        if (spec.insecureSkipTlsVerify() && !spec.caBundle().isEmpty()) {
            errors.invalid(
                    SPEC.child("insecureSkipTLSVerify"),
                    true,
                    "may not be true if caBundle is present");
        }
    }

    /// What is wrong with a new status.
    public static List<FieldError> status(APIService service) {
        var errors = new FieldErrors();
        var conditions = service.status().conditions();
        for (int i = 0; i < conditions.size(); i++) {
            var status = conditions.get(i).status();
            if (!STATUSES.contains(status)) {
                errors.notSupported(
                        FieldPath.of("status").child("conditions").index(i).child("status"),
                        status,
                        STATUSES);
            }
        }
        return errors.list();
    }
}
