package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.PodSpec;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import dev.jong.api.net.IpAddress;

/// What a Pod is called in the network, and how it finds names there.
final class PodNetworkRules {
    private static final int LONGEST_HOSTNAME = 64;
    private static final int LONGEST_SEARCHES = 2048;

    private PodNetworkRules() {}

    static void hostname(PodSpec spec, FieldPath path, FieldErrors errors) {
        var name = spec.hostnameOverride();
        if (name == null) {
            return;
        }
        if (Boolean.TRUE.equals(spec.setHostnameAsFqdn())) {
            errors.forbidden(path, "may not be specified when setHostnameAsFQDN is true");
        }
        if (spec.hostNetwork()) {
            errors.forbidden(path, "may not be specified when hostNetwork is true");
        }
        if (name.length() > LONGEST_HOSTNAME) {
            errors.add(FieldError.tooLong(path, LONGEST_HOSTNAME));
        }
        errors.invalidEach(path, name, Names.subdomain(name));
    }

    static void hostAliases(PodSpec spec, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < spec.hostAliases().size(); i++) {
            var alias = spec.hostAliases().get(i);
            errors.invalidEach(
                    path.index(i).child("ip"), alias.ip(), IpAddress.strictly(alias.ip()));
            for (int j = 0; j < alias.hostnames().size(); j++) {
                var name = alias.hostnames().get(j);
                errors.invalidEach(
                        path.index(i).child("hostnames").index(j), name, Names.subdomain(name));
            }
        }
    }

    /// Templates may leave the port of the node to the Pods made from them.
    static void hostNetwork(PodSpec spec, boolean pod, FieldPath path, FieldErrors errors) {
        if (!spec.hostNetwork()) {
            return;
        }
        for (int i = 0; i < spec.containers().size(); i++) {
            var ports = spec.containers().get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                var port = ports.get(j);
                if ((pod || port.hostPort() != 0) && port.hostPort() != port.containerPort()) {
                    errors.invalid(
                            path.child("containers")
                                    .index(i)
                                    .child("ports")
                                    .index(j)
                                    .child("hostPort"),
                            port.hostPort(),
                            "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    static void dnsConfig(PodSpec spec, FieldPath path, FieldErrors errors) {
        var config = spec.dnsConfig();
        if ("None".equals(spec.dnsPolicy()) && (config == null || config.nameservers().isEmpty())) {
            errors.required(
                    config == null ? path : path.child("nameservers"),
                    "must provide "
                            + (config == null ? "`dnsConfig`" : "at least one DNS nameserver")
                            + " when `dnsPolicy` is None");
            return;
        }
        if (config == null) {
            return;
        }
        if (config.nameservers().size() > 3) {
            errors.invalid(
                    path.child("nameservers"),
                    config.nameservers(),
                    "must not have more than 3 nameservers");
        }
        for (int i = 0; i < config.nameservers().size(); i++) {
            var server = config.nameservers().get(i);
            errors.invalidEach(
                    path.child("nameservers").index(i), server, IpAddress.strictly(server));
        }
        if (config.searches().size() > 32) {
            errors.invalid(
                    path.child("searches"),
                    config.searches(),
                    "must not have more than 32 search paths");
        }
        if (String.join(" ", config.searches()).length() > LONGEST_SEARCHES) {
            errors.invalid(
                    path.child("searches"),
                    config.searches(),
                    "must not have more than "
                            + LONGEST_SEARCHES
                            + " characters (including spaces) in the search list");
        }
        for (int i = 0; i < config.searches().size(); i++) {
            var search = config.searches().get(i);
            if (!search.equals(".")) {
                var domain =
                        search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
                errors.invalidEach(
                        path.child("searches").index(i),
                        domain,
                        Names.underscoredSubdomain(domain));
            }
        }
        for (int i = 0; i < config.options().size(); i++) {
            if (config.options().get(i).name() == null) {
                errors.required(path.child("options").index(i), "must not be empty");
            }
        }
    }
}
