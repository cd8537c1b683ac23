package dev.jong.apiserver.validation;

import dev.jong.api.Bytes;
import dev.jong.api.certificates.v1.CertificateSigningRequest;
import dev.jong.api.certificates.v1.CertificateSigningRequestCondition;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.names.Names;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// CertificateSigningRequests.
public final class CertificateRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
    private static final FieldPath CERTIFICATE = FieldPath.of("status", "certificate");
    private static final int LEAST_SECONDS = 600;
    private static final int LONGEST_DOMAIN = 253;
    private static final String LEGACY = "kubernetes.io/legacy-unknown";
    private static final String APPROVED = "Approved";
    private static final String DENIED = "Denied";
    private static final List<String> DECISIONS = List.of(APPROVED, DENIED);
    private static final List<String> FINAL = List.of(APPROVED, DENIED, "Failed");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");
    private static final List<String> USAGES =
            List.of(
                    "any",
                    "cert sign",
                    "client auth",
                    "code signing",
                    "content commitment",
                    "crl sign",
                    "data encipherment",
                    "decipher only",
                    "digital signature",
                    "email protection",
                    "encipher only",
                    "ipsec end system",
                    "ipsec tunnel",
                    "ipsec user",
                    "key agreement",
                    "key encipherment",
                    "microsoft sgc",
                    "netscape sgc",
                    "ocsp signing",
                    "s/mime",
                    "server auth",
                    "signing",
                    "timestamping");

    private CertificateRules() {}

    static List<FieldError> request(CertificateSigningRequest request) {
        var errors = new FieldErrors();
        var spec = request.spec();
        wrongWithRequest(spec.request())
                .ifPresent(problem ->
                        errors.invalid(
                                SPEC.child("request"),
                                spec.request().isEmpty() ? null : spec.request().base64(),
                                problem));
        usages(spec.usages(), SPEC.child("usages"), errors);
        var signer = SPEC.child("signerName");
        if (spec.signerName().equals(LEGACY)) {
            errors.invalid(
                    signer, LEGACY, "the legacy signerName is not allowed via this API version");
        } else {
            signerName(spec.signerName(), signer, errors);
        }
        var seconds = spec.expirationSeconds();
        if (seconds != null && seconds < LEAST_SECONDS) {
            errors.invalid(
                    SPEC.child("expirationSeconds"),
                    seconds,
                    "may not specify a duration less than 600 seconds (10 minutes)");
        }
        return errors.list();
    }

    private static void usages(List<String> usages, FieldPath path, FieldErrors errors) {
        if (usages.isEmpty()) {
            errors.required(path, "");
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < usages.size(); i++) {
            var usage = usages.get(i);
            if (!USAGES.contains(usage)) {
                errors.notSupported(path.index(i), usage, USAGES);
            }
            if (!seen.add(usage)) {
                errors.duplicate(path.index(i), usage);
            }
        }
    }

    /// The name of a signer: `domain/path`, the domain of two labels or more.
    static void signerName(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        var segments = name.split("/", -1);
        if (segments.length != 2) {
            errors.invalid(
                    path,
                    name,
                    "must be a fully qualified domain and path of the form"
                            + " 'example.com/signer-name'");
            return;
        }
        var domain = segments[0];
        if (domain.length() > LONGEST_DOMAIN) {
            errors.add(FieldError.tooLong(path, LONGEST_DOMAIN));
        }
        var labels = domain.split("\\.", -1);
        for (var label : labels) {
            if (refused(label, domain, Names.label(label), path, errors)) {
                break;
            }
        }
        if (labels.length < 2) {
            errors.invalid(
                    path,
                    domain,
                    "should be a domain with at least two segments separated by dots");
        }
        for (var label : segments[1].split("\\.", -1)) {
            if (refused(label, segments[1], Names.subdomain(label), path, errors)) {
                break;
            }
        }
        // Room for it in the name of a permission: `domain/namespace.name`.
        int longest = 253 + 1 + 63 + 1 + 253;
        if (name.length() > longest) {
            errors.add(FieldError.tooLong(path, longest));
        }
    }

    private static boolean refused(
            String label, String whole, List<String> wrong, FieldPath path, FieldErrors errors) {
        for (var problem : wrong) {
            errors.invalid(path, whole, "validating label \"" + label + "\": " + problem);
        }
        return !wrong.isEmpty();
    }

    private static Optional<String> wrongWithRequest(Bytes pem) {
        var block = blocks(pem).stream().findFirst();
        if (block.isEmpty() || !block.get().getType().equals("CERTIFICATE REQUEST")) {
            return Optional.of("PEM block type must be CERTIFICATE REQUEST");
        }
        try {
            var request = new PKCS10CertificationRequest(block.get().getContent());
            var key =
                    new JcaContentVerifierProviderBuilder()
                            .build(request.getSubjectPublicKeyInfo());
            return request.isSignatureValid(key)
                    ? Optional.empty()
                    : Optional.of("crypto: verification error");
        } catch (IOException | OperatorCreationException | PKCSException e) {
            return Optional.of("x509: malformed certificate request");
        }
    }

    private static List<PemObject> blocks(Bytes pem) {
        var blocks = new ArrayList<PemObject>();
        try (var reader = new PemReader(new StringReader(pem.utf8()))) {
            for (var block = reader.readPemObject();
                    block != null;
                    block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (IOException _) {
            // What follows is no block.
            return blocks;
        }
        return blocks;
    }

    private static Optional<String> wrongWithCertificate(Bytes pem) {
        var blocks = blocks(pem);
        for (var block : blocks) {
            if (!block.getType().equals("CERTIFICATE")) {
                return Optional.of(
                        "only CERTIFICATE PEM blocks are allowed, found \""
                                + block.getType()
                                + "\"");
            }
            if (!block.getHeaders().isEmpty()) {
                return Optional.of("no PEM block headers are permitted");
            }
            try {
                new X509CertificateHolder(block.getContent()).getSubject();
            } catch (IOException e) {
                return Optional.of("x509: malformed certificate");
            }
        }
        return blocks.isEmpty()
                ? Optional.of("must contain at least one CERTIFICATE PEM block")
                : Optional.empty();
    }

    /// A change of anything but the decision.
    public static List<FieldError> status(
            CertificateSigningRequest now, CertificateSigningRequest old) {
        var errors = new FieldErrors();
        conditions(now, old, errors);
        for (var type : DECISIONS) {
            var before = of(type, old);
            var after = of(type, now);
            if (after.size() > before.size()) {
                errors.forbidden(
                        CONDITIONS, "updates may not add a condition of type \"" + type + "\"");
            } else if (after.size() == before.size() && !after.equals(before)) {
                errors.forbidden(
                        CONDITIONS, "updates may not modify a condition of type \"" + type + "\"");
            }
        }
        var certificate = now.status().certificate();
        var before = old.status().certificate();
        if (!certificate.equals(before)) {
            if (!certificate.isEmpty()) {
                wrongWithCertificate(certificate)
                        .ifPresent(problem ->
                                errors.invalid(CERTIFICATE, "<certificate data>", problem));
            }
            if (!before.isEmpty()) {
                errors.forbidden(
                        CERTIFICATE, "updates may not modify existing certificate content");
            }
        }
        return errors.list();
    }

    /// A decision.
    public static List<FieldError> approval(
            CertificateSigningRequest now, CertificateSigningRequest old) {
        var errors = new FieldErrors();
        conditions(now, old, errors);
        return errors.list();
    }

    private static List<CertificateSigningRequestCondition> of(
            String type, CertificateSigningRequest request) {
        return request.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .toList();
    }

    private static void conditions(
            CertificateSigningRequest now, CertificateSigningRequest old, FieldErrors errors) {
        var conditions = now.status().conditions();
        var seen = new HashSet<String>();
        boolean doubtful = !of(APPROVED, old).isEmpty() && !of(DENIED, old).isEmpty();
        for (int i = 0; i < conditions.size(); i++) {
            var condition = conditions.get(i);
            var type = condition.type();
            var at = CONDITIONS.index(i);
            if (type.isEmpty()) {
                errors.required(at.child("type"), "");
            }
            var allowed = FINAL.contains(type) ? List.of("True") : STATUSES;
            errors.oneOf(at.child("status"), condition.status(), allowed);
            if (!doubtful && contradicts(type, seen)) {
                errors.invalid(
                        CONDITIONS, type, "Approved and Denied conditions are mutually exclusive");
            }
            if (!seen.add(type)) {
                errors.duplicate(at.child("type"), type);
            }
        }
        for (var type : FINAL) {
            if (of(type, now).size() < of(type, old).size()) {
                errors.forbidden(
                        CONDITIONS, "updates may not remove a condition of type \"" + type + "\"");
            }
        }
    }

    private static boolean contradicts(String type, Set<String> seen) {
        return type.equals(APPROVED) && seen.contains(DENIED)
                || type.equals(DENIED) && seen.contains(APPROVED);
    }
}
