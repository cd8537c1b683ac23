package dev.jong.apiserver.validation;

import dev.jong.api.IntOrString;
import dev.jong.api.core.v1.ExecAction;
import dev.jong.api.core.v1.GRPCAction;
import dev.jong.api.core.v1.HTTPGetAction;
import dev.jong.api.core.v1.Lifecycle;
import dev.jong.api.core.v1.LifecycleHandler;
import dev.jong.api.core.v1.Probe;
import dev.jong.api.core.v1.SleepAction;
import dev.jong.api.core.v1.TCPSocketAction;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.FieldNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Probes and hooks of containers.
final class ProbeRules {
    private record Handler(
            @Nullable ExecAction exec,
            @Nullable HTTPGetAction http,
            @Nullable TCPSocketAction tcp,
            @Nullable GRPCAction grpc,
            @Nullable SleepAction sleep) {}

    private static final String MORE = "may not specify more than 1 handler type";

    private ProbeRules() {}

    static void liveness(@Nullable Probe probe, FieldPath path, FieldErrors errors) {
        if (probe == null) {
            return;
        }
        probe(probe, path, errors);
        if (probe.successThreshold() != 1) {
            errors.invalid(path.child("successThreshold"), probe.successThreshold(), "must be 1");
        }
    }

    static void readiness(@Nullable Probe probe, FieldPath path, FieldErrors errors) {
        if (probe == null) {
            return;
        }
        probe(probe, path, errors);
        var grace = probe.terminationGracePeriodSeconds();
        if (grace != null) {
            errors.invalid(
                    path.child("terminationGracePeriodSeconds"),
                    grace,
                    "must not be set for readinessProbes");
        }
    }

    private static void probe(Probe probe, FieldPath path, FieldErrors errors) {
        handler(
                new Handler(probe.exec(), probe.httpGet(), probe.tcpSocket(), probe.grpc(), null),
                path,
                errors);
        errors.notNegative(path.child("initialDelaySeconds"), probe.initialDelaySeconds());
        errors.notNegative(path.child("timeoutSeconds"), probe.timeoutSeconds());
        errors.notNegative(path.child("periodSeconds"), probe.periodSeconds());
        errors.notNegative(path.child("successThreshold"), probe.successThreshold());
        errors.notNegative(path.child("failureThreshold"), probe.failureThreshold());
        var grace = probe.terminationGracePeriodSeconds();
        if (grace != null && grace <= 0) {
            errors.invalid(
                    path.child("terminationGracePeriodSeconds"), grace, "must be greater than 0");
        }
    }

    /// @param graceSeconds in which the Pod has to end
    static void lifecycle(
            @Nullable Lifecycle lifecycle,
            @Nullable Long graceSeconds,
            FieldPath path,
            FieldErrors errors) {
        if (lifecycle != null) {
            hook(lifecycle.postStart(), graceSeconds, path.child("postStart"), errors);
            hook(lifecycle.preStop(), graceSeconds, path.child("preStop"), errors);
        }
    }

    private static void hook(
            @Nullable LifecycleHandler hook,
            @Nullable Long graceSeconds,
            FieldPath path,
            FieldErrors errors) {
        if (hook != null) {
            handler(
                    new Handler(hook.exec(), hook.httpGet(), hook.tcpSocket(), null, hook.sleep()),
                    path,
                    errors);
            sleep(hook, graceSeconds, path.child("sleep"), errors);
        }
    }

    private static void sleep(
            LifecycleHandler hook, @Nullable Long grace, FieldPath path, FieldErrors errors) {
        var sleep = hook.sleep();
        boolean alone = hook.exec() == null && hook.httpGet() == null && hook.tcpSocket() == null;
        if (sleep == null || grace == null || !alone) {
            return;
        }
        if (sleep.seconds() < 0 || sleep.seconds() > grace) {
            errors.invalid(
                    path,
                    sleep.seconds(),
                    "must be non-negative and less than terminationGracePeriodSeconds ("
                            + grace
                            + ")");
        }
    }

    private static void handler(Handler handler, FieldPath path, FieldErrors errors) {
        boolean found = false;
        var exec = handler.exec;
        if (exec != null) {
            found = true;
            if (exec.command().isEmpty()) {
                errors.required(path.child("exec").child("command"), "");
            }
        }
        var http = handler.http;
        if (http != null) {
            if (found) {
                errors.forbidden(path.child("httpGet"), MORE);
            } else {
                http(http, path.child("httpGet"), errors);
            }
            found = true;
        }
        var tcp = handler.tcp;
        if (tcp != null) {
            if (found) {
                errors.forbidden(path.child("tcpSocket"), MORE);
            } else {
                port(tcp.port(), path.child("tcpSocket").child("port"), errors);
            }
            found = true;
        }
        var grpc = handler.grpc;
        if (grpc != null) {
            if (found) {
                errors.forbidden(path.child("grpc"), MORE);
            } else {
                port(IntOrString.of(grpc.port()), path.child("grpc").child("port"), errors);
            }
            found = true;
        }
        if (handler.sleep != null) {
            if (found) {
                errors.forbidden(path.child("sleep"), MORE);
            }
            found = true;
        }
        if (!found) {
            errors.required(path, "must specify a handler type");
        }
    }

    private static void http(HTTPGetAction http, FieldPath path, FieldErrors errors) {
        if (http.path() == null) {
            errors.required(path.child("path"), "");
        }
        port(http.port(), path.child("port"), errors);
        var scheme = http.scheme();
        if (scheme != null && !scheme.equals("HTTP") && !scheme.equals("HTTPS")) {
            errors.notSupported(path.child("scheme"), scheme, List.of("HTTP", "HTTPS"));
        }
        for (var header : http.httpHeaders()) {
            errors.invalidEach(
                    path.child("httpHeaders"), header.name(), FieldNames.httpHeader(header.name()));
        }
    }

    static void port(IntOrString port, FieldPath path, FieldErrors errors) {
        switch (port) {
            case IntOrString.OfInt(var number) ->
                    errors.invalidEach(path, number, FieldNames.portNumber(number));
            case IntOrString.OfString(var name) ->
                    errors.invalidEach(path, name, FieldNames.portName(name));
        }
    }
}
