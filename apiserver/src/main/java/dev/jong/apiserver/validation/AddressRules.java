package dev.jong.apiserver.validation;

import dev.jong.api.GoText;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.api.net.Cidr;
import dev.jong.api.net.IpAddress;
import dev.jong.api.networking.v1.IPAddress;
import dev.jong.api.networking.v1.IngressClass;
import dev.jong.api.networking.v1.IngressClassParametersReference;
import dev.jong.api.networking.v1.ParentReference;
import dev.jong.api.networking.v1.ServiceCIDR;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// IngressClasses, IPAddresses and ServiceCIDRs.
final class AddressRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int LONGEST_CONTROLLER = 250;
    private static final List<String> SCOPES = List.of("Cluster", "Namespace");

    private AddressRules() {}

    static List<FieldError> ingressClass(IngressClass ingressClass) {
        var errors = new FieldErrors();
        var controller = Objects.requireNonNullElse(ingressClass.spec().controller(), "");
        var path = SPEC.child("controller");
        if (controller.length() > LONGEST_CONTROLLER) {
            errors.add(FieldError.tooLong(path, LONGEST_CONTROLLER));
        }
        DomainPrefix.check(controller, path, errors);
        var parameters = ingressClass.spec().parameters();
        if (parameters != null) {
            parameters(parameters, SPEC.child("parameters"), errors);
        }
        return errors.list();
    }

    private static void parameters(
            IngressClassParametersReference parameters, FieldPath path, FieldErrors errors) {
        var group = parameters.apiGroup();
        if (group != null) {
            errors.invalidEach(path.child("apiGroup"), group, Names.subdomain(group));
        }
        segment(parameters.kind(), path.child("kind"), errors);
        segment(parameters.name(), path.child("name"), errors);
        var scope = parameters.scope();
        var namespace = parameters.namespace();
        if (scope == null) {
            errors.required(path.child("scope"), "");
        } else if (!SCOPES.contains(scope)) {
            errors.notSupported(path.child("scope"), scope, SCOPES);
        } else if (scope.equals("Namespace") && namespace == null) {
            errors.required(path.child("namespace"), "`parameters.scope` is set to 'Namespace'");
        } else if (scope.equals("Namespace") && namespace != null) {
            errors.invalidEach(path.child("namespace"), namespace, Names.label(namespace));
        } else if (namespace != null) {
            errors.forbidden(path.child("namespace"), "`parameters.scope` is set to 'Cluster'");
        }
    }

    private static void segment(@Nullable String name, FieldPath path, FieldErrors errors) {
        if (name == null || name.isEmpty()) {
            errors.required(path, "");
        } else {
            errors.invalidEach(path, name, Names.pathSegment(name));
        }
    }

    static List<FieldError> ingressClassUpdate(IngressClass now, IngressClass old) {
        return new FieldErrors()
                .immutable(
                        SPEC.child("controller"),
                        Objects.requireNonNullElse(now.spec().controller(), ""),
                        Objects.requireNonNullElse(old.spec().controller(), ""))
                .list();
    }

    static List<FieldError> address(IPAddress address) {
        var errors = new FieldErrors();
        var name = FieldPath.of("metadata", "name");
        if (!address.name().isEmpty()) {
            errors.invalidEach(name, address.name(), IpAddress.canonically(address.name()));
        }
        var parent = address.spec().parentRef();
        var path = SPEC.child("parentRef");
        if (parent == null) {
            errors.required(path, "");
            return errors.list();
        }
        var group = parent.group();
        if (group != null && !group.isEmpty()) {
            errors.invalidEach(path.child("group"), group, Names.subdomain(group));
        }
        segment(parent.resource(), path.child("resource"), errors);
        segment(parent.name(), path.child("name"), errors);
        var namespace = parent.namespace();
        if (namespace != null && !namespace.isEmpty()) {
            errors.invalidEach(path.child("namespace"), namespace, Names.pathSegment(namespace));
        }
        return errors.list();
    }

    static List<FieldError> addressUpdate(IPAddress now, IPAddress old) {
        var errors = new FieldErrors();
        if (!Objects.equals(now.spec().parentRef(), old.spec().parentRef())) {
            errors.invalid(
                    SPEC.child("parentRef"), shown(now.spec().parentRef()), "field is immutable");
        }
        return errors.list();
    }

    private static @Nullable Object shown(@Nullable ParentReference parent) {
        return parent == null
                ? null
                : new FieldError.Written(
                        "{\"Group\":"
                                + quoted(parent.group())
                                + ",\"Resource\":"
                                + quoted(parent.resource())
                                + ",\"Namespace\":"
                                + quoted(parent.namespace())
                                + ",\"Name\":"
                                + quoted(parent.name())
                                + "}");
    }

    private static String quoted(@Nullable String text) {
        return GoText.quote(text == null ? "" : text);
    }

    static List<FieldError> serviceCidr(ServiceCIDR range) {
        var errors = new FieldErrors();
        cidrs(range.spec().cidrs(), errors);
        return errors.list();
    }

    private static void cidrs(List<String> cidrs, FieldErrors errors) {
        var path = SPEC.child("cidrs");
        if (cidrs.isEmpty()) {
            errors.required(path, "at least one CIDR required");
            return;
        }
        if (cidrs.size() > 2) {
            errors.invalid(
                    path,
                    new FieldError.Written("{\"CIDRs\":" + GoText.json(cidrs) + "}"),
                    "may only hold up to 2 values");
            return;
        }
        for (int i = 0; i < cidrs.size(); i++) {
            errors.invalidEach(path.index(i), cidrs.get(i), Cidr.canonically(cidrs.get(i)));
        }
        if (cidrs.size() == 2
                && Cidr.parse(cidrs.get(0)).isPresent()
                && Cidr.parse(cidrs.get(1)).isPresent()
                && cidrs.get(0).contains(":") == cidrs.get(1).contains(":")) {
            errors.invalid(
                    path,
                    cidrs,
                    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
                            + " 2001:db8::/64");
        }
    }

    static List<FieldError> serviceCidrUpdate(ServiceCIDR now, ServiceCIDR old) {
        var errors = new FieldErrors();
        var path = SPEC.child("cidrs");
        var cidrs = now.spec().cidrs();
        var before = old.spec().cidrs();
        boolean grown = before.size() == 1 && cidrs.size() == 2;
        if (cidrs.size() != before.size() && !grown) {
            errors.invalid(path, cidrs.isEmpty() ? null : cidrs, "field is immutable");
            return errors.list();
        }
        for (int i = 0; i < before.size(); i++) {
            errors.immutable(path.index(i), cidrs.get(i), before.get(i));
        }
        if (grown) {
            cidrs(cidrs, errors);
        }
        return errors.list();
    }
}
